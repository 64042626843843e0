import { type Change, mostRows } from '../../store/changes.ts';
import type { Store } from '../../store/interface.ts';
import { summaryOf } from '../draft-source.ts';
import type { SelectionPlan } from './plan-selection.ts';

/** Selections of at most so many sessions share one file: they are many, and each is one commit. */
const mostInSmallFile = 1_000;
/** About so many bytes a session takes on disk, from its plan to its report. */
const bytesOfTarget = 400;

/**
 * Writes the plan of a selection to the store: afterwards it is there in state `planned`. Rejects with the `Failure` of
 * the store; then it can be called again, with `isCreated` when that was told.
 */
export async function storeSelection(
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
      // A large one is a draft until everything is in it: after a crash in between nobody takes it for the whole plan.
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
    if (log.waiting() > mostRows * 4) await log.settle();
  }
  await log.settle();
  await store.write.freeze({ id });
  log.append({ type: 'state', state: 'planned', summary });
  await log.settle();
}

/** What is added twice is in the plan once. */
function* changesOf({ listed: { matches, users } }: SelectionPlan): Generator<Change> {
  for (let at = 0; at < users.length; at += mostRows)
    yield { type: 'add-users', users: users.slice(at, at + mostRows) };
  for (let at = 0; at < matches.length; at += mostRows)
    yield { type: 'add-matches', matches: matches.slice(at, at + mostRows) };
}
