import { failure } from '../../../contract/failure.ts';
import { type Change, maxRows } from '../../store/changes.ts';
import type { Store } from '../../store/interface.ts';
import { summaryOf } from '../draft/draft.ts';
import type { SelectionPlan } from './plan-selection.ts';

/** Plans of selections that were not started. */
interface SelectionPlans {
  readonly add: (plan: SelectionPlan) => void;
  readonly get: (id: string) => SelectionPlan | undefined;
  /** Writes a plan to the store, for its run. Rejects with `not-found`, or with `bad-input` when it was taken before. */
  readonly take: (id: string) => Promise<void>;
  /** It was not started: it can be taken again. In the store it stays until the next start of the console. */
  readonly giveBack: (id: string) => void;
  readonly remove: (id: string) => void;
}

const mostPlans = 200;
/** In all plans together: targets take the memory. */
const mostTargets = 300_000;

/** The oldest plans make room for new ones. The newest stays, however large it is. */
export function createSelectionPlans(store: Store): SelectionPlans {
  const plans = new Map<string, SelectionPlan>();
  const taken = new Set<string>();
  /** In the store, in part or as a whole. */
  const created = new Set<string>();
  const stored = new Set<string>();

  function forget(id: string): void {
    for (const ids of [plans, taken, created, stored]) ids.delete(id);
  }

  function makeRoom(): void {
    let targets = 0;
    let count = 0;
    for (const [id, { document }] of [...plans].reverse()) {
      targets += document.plan.targets;
      count += 1;
      if (count > 1 && (count > mostPlans || targets > mostTargets) && !taken.has(id)) forget(id);
    }
  }

  return {
    get: (id) => plans.get(id),
    add: (plan) => {
      plans.set(plan.document.plan.id, plan);
      makeRoom();
    },
    take: async (id) => {
      const plan = plans.get(id);
      if (!plan) throw noSuchPlan();
      if (taken.has(id)) throw failure('bad-input', { reason: 'plan-already-started' });
      taken.add(id);
      try {
        if (!stored.has(id)) await storeSelection(store, plan, created.has(id), () => created.add(id));
        stored.add(id);
      } catch (thrown) {
        taken.delete(id);
        throw thrown;
      }
    },
    giveBack: (id) => void taken.delete(id),
    remove: forget,
  };
}

export function noSuchPlan() {
  return failure('not-found', { reason: 'plan-unknown' });
}

/** Sessions of a selection that is stored in the shared file. Small selections are many, and each is one commit. */
const mostInSmallFile = 1_000;
/** Bytes of a session on disk, about, from its plan to its report. */
const bytesOfTarget = 400;

/**
 * Writes the plan of a selection to the store: afterwards it is there in state `planned`. Rejects with the `Failure` of
 * the store; then it can be called again, with `isCreated` when `onCreated` was called.
 */
async function storeSelection(
  store: Store,
  selection: SelectionPlan,
  isCreated: boolean,
  onCreated: () => void,
): Promise<void> {
  const { document, listed } = selection;
  const { coverage, id, targets } = document.plan;
  const isSmall = targets <= mostInSmallFile;
  const summary = summaryOf(document.plan, { coverage, targets, users: listed.names });
  if (!isCreated) {
    await store.write.create({
      id,
      size: isSmall ? 'small' : 'large',
      // A large one is a draft until everything is in it: after a crash in between it is not taken for the whole plan.
      state: isSmall ? 'planned' : 'draft',
      summary,
      documents: { plan: document },
      expectedBytes: targets * bytesOfTarget,
      loadsWithoutIndex: false,
      changes: isSmall ? [...changesOf(selection)] : [],
    });
    onCreated();
  }
  if (isSmall) return;
  const log = store.openLog(id);
  for (const change of changesOf(selection)) {
    log.append(change);
    if (log.waiting() > maxRows * 4) await log.settle();
  }
  await log.settle();
  await store.write.freeze({ id });
  log.append({ type: 'state', state: 'planned', summary });
  await log.settle();
}

/** What is added twice is in the plan once. */
function* changesOf({ listed: { matches, users } }: SelectionPlan): Generator<Change> {
  for (let at = 0; at < users.length; at += maxRows)
    yield { type: 'add-users', users: users.slice(at, at + maxRows) };
  for (let at = 0; at < matches.length; at += maxRows)
    yield { type: 'add-matches', matches: matches.slice(at, at + maxRows) };
}
