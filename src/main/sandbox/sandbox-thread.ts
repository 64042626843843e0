import type { Worker } from 'node:worker_threads';
import type { SandboxThreadMessage } from './sandbox-worker.ts';
import createWorker from './sandbox-worker.ts?nodeWorker';

interface SandboxThread {
  /** `http://127.0.0.1:PORT`. */
  readonly uri: string;
  readonly apiKey: string;
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
}

/** It makes its sample data first, which takes a second on a slow machine. */
const startDeadlineMs = 60_000;

function started(worker: Worker): Promise<Extract<SandboxThreadMessage, { type: 'started' }>> {
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Extract<SandboxThreadMessage, { type: 'started' }>>((resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The sandbox did not start within ${startDeadlineMs / 1_000} s.`)),
      startDeadlineMs,
    );
    worker.once('error', reject);
    worker.once('messageerror', reject);
    worker.once('exit', (code) =>
      reject(new Error(`The sandbox ended with code ${code} before it had started.`)),
    );
    worker.once('message', (message: SandboxThreadMessage) => {
      if (message.type === 'started') resolve(message);
      else reject(message.error);
    });
  }).finally(() => clearTimeout(timer));
}

/** Starts the embedded core, with sample data, on a thread of its own: a busy core must not hold up the window. */
export async function startSandboxThread(): Promise<SandboxThread> {
  const worker = createWorker({ name: 'curfew-sandbox' });
  try {
    const { uri, apiKey } = await started(worker);
    // Without a listener an error on the thread would be thrown in main.
    worker.on('error', () => undefined);
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    return { uri, apiKey, ended, close: async () => void (await worker.terminate()) };
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}
