import { parentPort } from 'node:worker_threads';
import { startSandbox } from './start-sandbox.ts';

/** What the sandbox's thread says once. An `Error` keeps its kind and message on the way. */
export type SandboxThreadMessage =
  | { readonly type: 'started'; readonly uri: string; readonly apiKey: string }
  | { readonly type: 'failed'; readonly error: Error };

function say(message: SandboxThreadMessage): void {
  parentPort?.postMessage(message);
}

try {
  const { uri, apiKey } = await startSandbox({ sampleData: true });
  say({ type: 'started', uri, apiKey });
} catch (error) {
  say({ type: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
}
