import { parentPort } from 'node:worker_threads';
import { startSandbox } from '../start-sandbox.ts';
import type { SandboxThreadMessage } from './messages.ts';

function say(message: SandboxThreadMessage): void {
  parentPort?.postMessage(message);
}

try {
  const { uri, apiKey } = await startSandbox({ sampleData: true });
  say({ type: 'started', uri, apiKey });
} catch (error) {
  say({ type: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
}
