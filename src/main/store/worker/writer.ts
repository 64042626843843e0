import { existsSync } from 'node:fs';
import { failure } from '../../../contract/failure.ts';
import { createProgressReporter } from '../../shared/changes.ts';
import type { CallContext, RpcMethods } from '../../shared/rpc/server.ts';
import { appendRecords } from '../audit/append-records.ts';
import { headOfLog } from '../audit/record-rows.ts';
import { addSegment, removeSegments } from '../audit/segments.ts';
import { catalogueFailure } from '../catalogue/catalogue-file.ts';
import { deliveryEdits, topicsOfRemoved } from '../catalogue/delivery-rows.ts';
import { reconcile, refreshFile } from '../catalogue/reconcile.ts';
import type { DeliveryWriter } from '../deliveries.ts';
import { applyChanges, insertRevocation, removeRevocationRows } from '../edits/revocations.ts';
import type { OpenFile } from '../files/connection.ts';
import { isSmallFile } from '../files/data-folder.ts';
import { storeFailure, storeIsUnavailable } from '../files/store-failure.ts';
import {
  CommitUnknown,
  type Durability,
  inTransactions,
  syncCommits,
  transaction,
} from '../files/transaction.ts';
import type { StoredCounts } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import {
  deliveryWriterMethods,
  methodsFor,
  type OperationMethod,
  operationMethods,
  operationsBeforeCommit,
  operationsOfRuns,
} from '../method-names.ts';
import { tableOperations } from '../operations/operations.ts';
import { tableQueries } from '../queries/queries.ts';
import type { StoredState } from '../records.ts';
import { lastCommit, setCommit } from '../tables/counts.ts';
import { findRev, headOf, revOf } from '../tables/head.ts';
import type { OperationCalls, WriteCalls } from './protocol.ts';
import { createScheduler } from './scheduler.ts';
import {
  createWriterContext,
  emptyTrash,
  type WriterContext,
  type WriterFilesOptions,
} from './writer-context.ts';

/** Rows of the catalogue that are verified in one turn. */
const rowsInStep = 250;

/** The thread that writes: everything that changes in the files of revocations, and the catalogue of them. */
export function createWriter(options: WriterFilesOptions): RpcMethods<WriteCalls> {
  const scheduler = createScheduler();
  const context = createWriterContext(options);
  const { pool, catalogue, folder, guarded } = context;
  const version = options.migrations.length;

  function operation<M extends OperationMethod>(method: M) {
    type Call = { readonly file: string; readonly id: string; readonly input: unknown };
    type Output = Awaited<ReturnType<WriteCalls[M]>>;
    // Both sides are made from the same interface; the compiler cannot follow one method through it.
    const run = tableOperations[method] as unknown as (
      file: OpenFile,
      rev: number,
      input: unknown,
    ) => Generator<OperationProgress, Output>;
    return ({ file: name, id, input }: Call, { progress, signal }: CallContext<OperationProgress>) =>
      scheduler.addLong(
        operationsOfRuns.has(method) ? 'run' : 'other',
        () =>
          context.steps(
            name,
            (file) => run(file, revOf(file, id), input),
            createProgressReporter(progress),
            operationsBeforeCommit.has(method) ? 'later' : 'at-once',
          ),
        signal,
      );
  }

  function deliveryEdit<M extends keyof DeliveryWriter>(method: M) {
    // Both sides are made from the same interface; the compiler cannot follow one method through it.
    const edit = deliveryEdits[method] as unknown as (file: OpenFile, input: unknown) => unknown;
    return (input: unknown) =>
      // After a power cut what was added is added again from its source, and what was delivered is delivered again.
      scheduler.add('other', () =>
        editLogFile(context, (file) => edit(file, input), hasNoSource(input) ? 'at-once' : 'later'),
      );
  }

  function reconcileOrRebuild(): { readonly unclean: readonly string[] } {
    try {
      return reconcile(catalogue(), folder, version);
    } catch (thrown) {
      if (storeFailure(thrown).error.code !== 'store-damaged') throw thrown;
      return rebuild();
    }
  }

  function start(): { readonly unclean: readonly string[] } {
    emptyTrash(folder);
    const result = reconcileOrRebuild();
    function finish(steps: () => Generator<unknown, void>): void {
      // What fails now is tried again at the next start.
      void scheduler.addLong('other', steps, new AbortController().signal).catch(() => undefined);
    }
    for (const left of catalogue().toRemove()) finish(() => finishRemoval(context, left, () => undefined));
    finish(() => forgetRemoved(context));
    return result;
  }

  function rebuild(): { readonly unclean: readonly string[] } {
    context.replaceCatalogue();
    const result = reconcile(catalogue(), folder, version);
    for (const name of pool.names()) catalogue().setOpen(name, true);
    return result;
  }

  function* verifyRows(): Generator<unknown, null> {
    for (let rows = catalogue().verify('', rowsInStep); ; ) {
      const last = rows.at(-1);
      if (!last) return null;
      yield;
      rows = catalogue().verify(last.id, rowsInStep);
    }
  }

  function rest(name: string): void {
    const isOpen = pool.names().includes(name) || catalogue().isOpen(name);
    if (!isOpen || !existsSync(folder.revocation(name))) return;
    if (!context.isCatalogueCurrent(name) || !context.rest(name)) throw storeIsUnavailable('SQLITE_BUSY');
  }

  return {
    start: () => scheduler.add('other', start),
    create: (call) => scheduler.add('other', () => guarded(call.file, () => createRevocation(context, call))),
    commit: (call) => scheduler.add('run', () => guarded(call.file, () => writeCommit(context, call))),
    ...methodsFor<RpcMethods<OperationCalls>>(operationMethods, operation),
    ...methodsFor<RpcMethods<DeliveryWriter>>(deliveryWriterMethods, deliveryEdit),
    migrate: ({ file }) =>
      scheduler.add('other', () => {
        guarded(file, () => pool.use(file));
        return null;
      }),
    rest: ({ file }) =>
      scheduler.add('other', () => {
        guarded(file, () => rest(file));
        return null;
      }),
    remove: (call, { progress, signal }) =>
      scheduler.addLong(
        'other',
        () => removeRevocation(context, call, createProgressReporter(progress)),
        signal,
      ),
    inspect: ({ file }) =>
      scheduler.add('other', () => {
        refreshFile(catalogue(), folder, version, file);
        return null;
      }),
    verifyCatalogue: (_, { signal }) => scheduler.addLong('other', verifyRows, signal),
    rebuildCatalogue: () =>
      scheduler.add('other', () => {
        rebuild();
        return null;
      }),
    auditAppend: (input) => scheduler.add('run', () => appendToLog(context, input)),
    auditAddSegment: (segment) =>
      scheduler.add('other', () => {
        editLogFile(context, (file) => addSegment(file, segment));
        return null;
      }),
    auditRemoveSegments: (_, { progress, signal }) =>
      scheduler.addLong('other', () => removeFromLog(context, createProgressReporter(progress)), signal),
    close: () =>
      scheduler.add('other', () => {
        for (const name of pool.names()) {
          try {
            rest(name);
          } catch {
            // It is read again at the next start.
          }
        }
        context.close();
        return null;
      }),
  };
}

/** Makes a revocation, in the file of small ones or in one of its own. It exists as soon as it is in its file. */
function createRevocation(
  { pool, catalogue, folder, make, updateCatalogue }: WriterContext,
  { file: name, input }: Parameters<WriteCalls['create']>[0],
): StoredCounts {
  if (catalogue().find(input.id) || catalogue().wasRemoved(input.id)) throw idIsTaken();
  function insert(file: OpenFile): StoredCounts {
    return transaction(file, () => {
      const rev = insertRevocation(file, input);
      applyChanges(file, rev, ...input.changes);
      if (input.changes.length > 0) setCommit(file, rev, 1);
      return tableQueries.counts(file, rev, {});
    });
  }
  const isLarge = !isSmallFile(name);
  if (!isLarge && !existsSync(folder.revocation(name))) make(name, () => undefined);
  const counts = isLarge ? make(name, insert) : insert(pool.use(name));
  updateCatalogue(name, input.id, { state: input.state, summary: input.summary });
  return counts;
}

function idIsTaken() {
  return failure('bad-input', { reason: 'revocation-exists' });
}

/** Of deliveries that nothing else knows of. */
function hasNoSource(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'cursor' in input && input.cursor === null;
}

/**
 * A change of the audit log or of the queues of deliveries, in a transaction. Where it is not known whether that is on disk, the next
 * one opens the file again: each of them can be repeated.
 */
function changeLogFile<T>(context: WriterContext, change: (file: OpenFile) => T, durability?: Durability): T {
  try {
    const file = context.logFile();
    const changed = transaction(file, () => change(file), durability);
    context.makeUpForCatalogue();
    return changed;
  } catch (thrown) {
    if (thrown instanceof CommitUnknown) context.closeCatalogue();
    throw thrown;
  }
}

/** The same. What is wrong with the file is damage of the catalogue, which is in it. */
function editLogFile(...change: Parameters<typeof changeLogFile>): unknown {
  try {
    return changeLogFile(...change);
  } catch (thrown) {
    throw catalogueFailure(thrown);
  }
}

/** Writes records once: those that are there already change nothing, and are on disk when this returns. */
function appendToLog(context: WriterContext, input: Parameters<WriteCalls['auditAppend']>[0]): null {
  try {
    if (!appendOnce(context, input)) syncCommits(context.logFile());
  } catch (thrown) {
    throw catalogueFailure(thrown instanceof CommitUnknown ? thrown.cause : thrown);
  }
  return null;
}

/** Gives false where the records were there already, or are there after an error at COMMIT: readers see what is not on the disk, too. */
function appendOnce(context: WriterContext, input: Parameters<WriteCalls['auditAppend']>[0]): boolean {
  try {
    return changeLogFile(context, (file) => appendRecords(file, input));
  } catch (thrown) {
    if (!(thrown instanceof CommitUnknown)) throw thrown;
    const isThere = headOfLog(context.logFile())?.hash === input.records.at(-1)?.record.hash;
    if (!isThere) throw thrown;
    return false;
  }
}

function* removeFromLog(
  context: WriterContext,
  progress: (value: OperationProgress) => void,
): Generator<unknown, null> {
  try {
    const file = context.logFile();
    for (const done of inTransactions(file, removeSegments(file))) {
      progress(done);
      yield;
    }
    return null;
  } catch (thrown) {
    if (thrown instanceof CommitUnknown) context.closeCatalogue();
    throw catalogueFailure(thrown);
  }
}

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
  } else context.makeUpForCatalogue();
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
    // Readers see what is not on the disk, too.
    syncCommits(file);
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
  // A transaction without changes writes nothing, and would not wait for what is on its way to the disk.
  if (!applied && !input.moreFollows) syncCommits(file);
  return applied;
}

function tooFarAhead() {
  return failure('bad-input', { reason: 'commit-missing' });
}

/** Removes a revocation, a step a turn. The tombstone is first: a start after a kill finds it and goes on. */
function* removeRevocation(
  context: WriterContext,
  { file, id, now }: Parameters<WriteCalls['remove']>[0],
  progress: (value: OperationProgress) => void,
): Generator<unknown, null> {
  if (stateOf(context, file, id) === 'running') throw isRunning();
  context.catalogue().markRemoved({ id, file }, now);
  yield* finishRemoval(context, { id, file }, progress);
  return null;
}

/** Removes what is left of a revocation that has its tombstone. */
function* finishRemoval(
  context: WriterContext,
  { id, file: name }: { readonly id: string; readonly file: string },
  progress: (value: OperationProgress) => void,
): Generator<unknown, void> {
  const isThere = existsSync(context.folder.revocation(name));
  if (isThere && isSmallFile(name)) {
    yield* context.steps(
      name,
      function* (file) {
        const rev = findRev(file, id);
        if (rev !== null) yield* removeRevocationRows(file, rev);
      },
      progress,
    );
  } else if (isThere) context.discard(name);
  context.forget(id);
  context.catalogue().setGone(id);
}

/** Forgets what became of deliveries of removed revocations, a step a turn. */
function* forgetRemoved(context: WriterContext): Generator<unknown, void> {
  for (const topic of topicsOfRemoved(context.logFile())) {
    const forget = (file: OpenFile) => deliveryEdits.forgetTopic(file, { topic });
    while (changeLogFile(context, forget, 'later').left) yield;
    yield;
  }
}

/** Null: its file cannot be read, and never will. */
function stateOf({ pool, catalogue }: WriterContext, name: string, id: string): StoredState | null {
  try {
    const file = pool.use(name);
    const { state } = headOf(file, revOf(file, id));
    return state === 'removed' ? null : state;
  } catch (thrown) {
    const { error } = storeFailure(thrown);
    if (isSmallFile(name)) throw thrown;
    if (error.code === 'store-newer') return catalogue().find(id)?.state ?? null;
    // A disk that fails for a moment is no reason to remove what may be running. `not-found`: its head is lost.
    const neverReadable = error.code === 'store-damaged' || error.code === 'not-found';
    if (neverReadable || error.params?.cause === 'ENOENT') return null;
    throw thrown;
  }
}

function isRunning() {
  return failure('bad-input', { reason: 'running-not-deletable' });
}
