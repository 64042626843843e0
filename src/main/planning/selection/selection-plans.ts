import { failure } from '../../../contract/failure.ts';
import { type Change, maxRows } from '../../store/changes.ts';
import type { Store } from '../../store/interface.ts';
import { summaryOf } from '../draft/draft.ts';
import type { SelectionPlan } from './plan-selection.ts';

/** Plans of selections that were not started. */
interface SelectionPlans {
  /** Begins to write a large plan to the store, while the operator reads the question. */
  readonly add: (plan: SelectionPlan) => void;
  readonly get: (id: string) => SelectionPlan | undefined;
  /**
   * Resolves when the plan is in the store, for its run. Rejects with `not-found`, with `bad-input` when it was taken
   * before, or with the `Failure` of the store.
   */
  readonly take: (id: string) => Promise<void>;
  /** It was not started: it can be taken again. In the store it stays until the next start of the console. */
  readonly giveBack: (id: string) => void;
  readonly remove: (id: string) => void;
}

const mostPlans = 200;
/** In all plans together: targets take memory and disk. */
const mostTargets = 300_000;

interface WaitingPlan {
  readonly selection: SelectionPlan;
  isTaken: boolean;
  /** It is in the store, in part or as a whole. */
  isCreated: boolean;
  /** Undefined: nothing was tried yet, or the last try failed. */
  storing: Promise<void> | undefined;
}

/**
 * The oldest plans make room for new ones. The newest stays, however large it is. `isCleared` resolves when what an
 * earlier run of the console left is removed from the store: nothing is written before, or it would be removed too.
 */
export function createSelectionPlans(store: Store, isCleared: Promise<unknown>): SelectionPlans {
  const plans = new Map<string, WaitingPlan>();

  function storeOnce(plan: WaitingPlan): Promise<void> {
    async function write(): Promise<void> {
      try {
        await isCleared;
        await storeSelection(store, plan.selection, plan.isCreated, () => {
          plan.isCreated = true;
        });
      } catch (thrown) {
        plan.storing = undefined;
        throw thrown;
      }
    }
    plan.storing ??= write();
    return plan.storing;
  }

  /** Nobody can start it any more. What cannot be removed now is removed at the next start. */
  async function drop(id: string, { storing, ...plan }: WaitingPlan): Promise<void> {
    plans.delete(id);
    await storing?.catch(() => undefined);
    if (storing || plan.isCreated) await store.write.remove({ id }).catch(() => undefined);
  }

  function makeRoom(): void {
    let targets = 0;
    let count = 0;
    for (const [id, plan] of [...plans].reverse()) {
      targets += plan.selection.document.plan.targets;
      count += 1;
      if (count > 1 && (count > mostPlans || targets > mostTargets) && !plan.isTaken) void drop(id, plan);
    }
  }

  return {
    get: (id) => plans.get(id)?.selection,
    add: (selection) => {
      const plan: WaitingPlan = { selection, isTaken: false, isCreated: false, storing: undefined };
      plans.set(selection.document.plan.id, plan);
      makeRoom();
      // Whoever starts it hears of what went wrong, because it is tried again then.
      if (!isSmall(selection)) storeOnce(plan).catch(() => undefined);
    },
    take: async (id) => {
      const plan = plans.get(id);
      if (!plan) throw noSuchPlan();
      if (plan.isTaken) throw failure('bad-input', { reason: 'plan-already-started' });
      plan.isTaken = true;
      try {
        const isTriedBefore = plan.storing !== undefined;
        await storeOnce(plan).catch((thrown: unknown) => {
          // The disk may have had no room when the question was asked, and have some now.
          if (!isTriedBefore) throw thrown;
          return storeOnce(plan);
        });
      } catch (thrown) {
        plan.isTaken = false;
        throw thrown;
      }
    },
    giveBack: (id) => {
      const plan = plans.get(id);
      if (plan) plan.isTaken = false;
    },
    remove: (id) => void plans.delete(id),
  };
}

export function noSuchPlan() {
  return failure('not-found', { reason: 'plan-unknown' });
}

/** Sessions of a selection that is stored in the shared file. Small selections are many, and each is one commit. */
const mostInSmallFile = 1_000;
/** Bytes of a session on disk, about, from its plan to its report. */
const bytesOfTarget = 400;

function isSmall({ document }: SelectionPlan): boolean {
  return document.plan.targets <= mostInSmallFile;
}

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
  const { names, userCount } = listed;
  const small = isSmall(selection);
  const summary = summaryOf(document.plan, { coverage, targets, userCount, users: names });
  if (!isCreated) {
    await store.write.create({
      id,
      size: small ? 'small' : 'large',
      // A large one is a draft until everything is in it: after a crash in between it is not taken for the whole plan.
      state: small ? 'planned' : 'draft',
      summary,
      documents: { plan: document },
      expectedBytes: targets * bytesOfTarget,
      loadsWithoutIndex: false,
      changes: small ? [...changesOf(selection)] : [],
    });
    onCreated();
  }
  if (small) return;
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
