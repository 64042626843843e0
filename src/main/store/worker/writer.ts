import { existsSync } from 'node:fs';
import { createProgressReporter } from '../../shared/changes.ts';
import type { CallContext, RpcMethods } from '../../shared/rpc/server.ts';
import { reconcile, refreshFile } from '../catalogue/reconcile.ts';
import type { OpenFile } from '../files/connection.ts';
import { storeFailure, storeIsUnavailable } from '../files/store-failure.ts';
import type { OperationProgress } from '../interface.ts';
import { tableOperations } from '../operations/operations.ts';
import { revOf } from '../tables/head.ts';
import { type OperationMethod, operationsOfRuns, type WriteCalls } from './protocol.ts';
import { createScheduler } from './scheduler.ts';
import { createWriterContext, emptyTrash, type WriterFilesOptions } from './writer-context.ts';
import { createRevocation, finishRemoval, removeRevocation, writeCommit } from './writer-methods.ts';

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
          context.steps(name, (file) => run(file, revOf(file, id), input), createProgressReporter(progress)),
        signal,
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
    for (const left of catalogue().toRemove()) {
      const steps = () => finishRemoval(context, left, () => undefined);
      // What fails now is tried again at the next start.
      void scheduler.addLong('other', steps, new AbortController().signal).catch(() => undefined);
    }
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
    settleList: operation('settleList'),
    chooseUsers: operation('chooseUsers'),
    chooseForLines: operation('chooseForLines'),
    exclude: operation('exclude'),
    freeze: operation('freeze'),
    recordWhere: operation('recordWhere'),
    verifyAgain: operation('verifyAgain'),
    compareWithList: operation('compareWithList'),
    rememberList: operation('rememberList'),
    orderSessions: operation('orderSessions'),
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
