import type { HistoryRequest } from '../../../src/contract/domain/revocation/history.ts';
import { startServices } from '../console/services.ts';
import { builtWorkers, type WorkerFiles } from '../console/worker-files.ts';
import { runEngine } from './engine-messages.ts';

export interface StartInput {
  readonly workerFiles: WorkerFiles;
  readonly dataDirectory: string;
  readonly connectionId: string;
}

export interface StartFound {
  /** From the start of the process to the answers that the first screen needs. */
  readonly ms: number;
  /** Past revocations of the connection, and those that are open. */
  readonly total: number;
  readonly open: number;
}

const firstPage: Omit<HistoryRequest, 'connectionId'> = {
  search: '',
  outcomes: null,
  from: null,
  to: null,
  sort: { column: 'startedAt', direction: 'descending' },
  offset: 0,
  limit: 50,
};

async function start({ workerFiles, dataDirectory, connectionId }: StartInput): Promise<StartFound> {
  const { page } = await startServices({ ...builtWorkers(workerFiles), dataDirectory });
  let open = 0;
  const [{ total }] = await Promise.all([
    page.call('revocation.history', { connectionId, ...firstPage }),
    page.take('revocation.open', {}, (items) => {
      open = items[0]?.length ?? 0;
      return true;
    }),
  ]);
  return { ms: performance.now(), total, open };
}

/** Entry of a process of its own: a console starts, and shows what there is. */
runEngine(start);
