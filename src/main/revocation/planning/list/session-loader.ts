import type { RecordedKeys, SessionRead } from '../../../core/protocol.ts';
import { readRows } from '../read-rows.ts';
import type { CoreCaller } from '../steady-core.ts';

/** Reads sessions one asks for one by one, many in one call. */
export type SessionLoader = (handle: string) => Promise<SessionRead>;

interface Waiting {
  readonly handle: string;
  readonly resolve: (read: SessionRead) => void;
  readonly reject: (thrown: unknown) => void;
}

const mostAtOnce = 256;

/** What is asked for in one turn of the event loop goes out together. */
export function createSessionLoader(core: CoreCaller, keys: () => RecordedKeys): SessionLoader {
  let waiting: Waiting[] = [];

  async function send(batch: readonly Waiting[]): Promise<void> {
    try {
      const reads = await readRows(
        core,
        batch.map(({ handle }) => handle),
        keys(),
      );
      for (const { handle, resolve, reject } of batch) {
        const read = reads.get(handle);
        if (read) resolve(read);
        else reject(new Error('The core left a session out.'));
      }
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown);
    }
  }

  function sendAll(): void {
    const batch = waiting;
    waiting = [];
    void send(batch);
  }

  return (handle) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => waiting.length > 0 && sendAll());
      waiting.push({ handle, resolve, reject });
      if (waiting.length === mostAtOnce) sendAll();
    });
}
