import { failure } from '../../../contract/failure.ts';
import { CommitUnknown, syncCommits, transaction } from '../files/transaction.ts';
import { applyChanges } from '../tables/apply-changes.ts';
import { headOf, lastCommit, revOf, setCommit } from '../tables/head.ts';
import { tableQueries } from '../tables/reads.ts';
import type { WriteCalls } from './protocol.ts';
import type { WriterContext } from './writer-context.ts';

type CommitCall = Parameters<WriteCalls['commit']>[0];

/** Writes a commit, once: one that is there already changes nothing. The catalogue follows the file. */
export function writeCommit(
  context: WriterContext,
  call: CommitCall,
): Awaited<ReturnType<WriteCalls['commit']>> {
  const applied = applyOnce(context, call);
  const file = context.pool.use(call.file);
  const rev = revOf(file, call.id);
  if (call.input.changes.some(({ type }) => type === 'state')) {
    context.updateCatalogue(call.file, call.id, headOf(file, rev));
  }
  return { counts: tableQueries.counts(file, rev, {}), applied };
}

/** After an error at COMMIT it looks whether the commit is there all the same. */
function applyOnce(context: WriterContext, call: CommitCall): boolean {
  try {
    return apply(context, call);
  } catch (thrown) {
    if (!(thrown instanceof CommitUnknown)) throw thrown;
    context.pool.close(call.file);
    const file = context.pool.use(call.file);
    if (lastCommit(file, revOf(file, call.id)) < call.input.commit) throw thrown.cause;
    return true;
  }
}

function apply({ pool }: WriterContext, { file: name, id, input }: CommitCall): boolean {
  const file = pool.use(name);
  const write = (): boolean => {
    const rev = revOf(file, id);
    const last = lastCommit(file, rev);
    if (input.commit <= last) return false;
    if (input.commit > last + 1) throw tooFarAhead();
    applyChanges(file, rev, ...input.changes);
    setCommit(file, rev, input.commit);
    return true;
  };
  const applied = transaction(file, write, input.moreFollows ? 'later' : 'at-once');
  // A transaction without changes writes nothing, and would leave on its way what is there already.
  if (!applied && !input.moreFollows) syncCommits(file);
  return applied;
}

function tooFarAhead() {
  return failure('bad-input', 'A commit before this one is missing.');
}
