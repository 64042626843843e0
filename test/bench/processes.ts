import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts an entry in a process of its own. */
export function forkEntry(entry: URL, argument?: object): ChildProcess {
  return fork(fileURLToPath(entry), argument === undefined ? [] : [JSON.stringify(argument)], {
    execArgv: ['--import', 'tsx'],
  });
}

/** The next message of a process. Rejects when it ends instead. */
export async function answerOf<T>(child: ChildProcess): Promise<T> {
  const stop = new AbortController();
  const { signal } = stop;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A process of the benchmark ended with ${code}.`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message as T;
  } finally {
    stop.abort();
    ended.catch(() => undefined);
  }
}

/** Ends a process that ends when nobody is connected to it. */
export async function endEntry(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}
