import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { ConsoleInput, FromConsole, ToConsole } from './console-process.ts';

type Said<T extends FromConsole['type']> = Extract<FromConsole, { type: T }>;

/** The services of a console in a process of their own, with everything that is written to disk. */
export interface ConsoleChild {
  readonly send: (message: ToConsole) => void;
  /** The next message, which has to be of this type. */
  readonly next: <T extends FromConsole['type']>(type: T) => Promise<Said<T>>;
  /** Resolves when it has said everything, or is gone. */
  readonly silent: () => Promise<void>;
  readonly kill: () => Promise<void>;
  /** Ends it as soon as it has nothing to do. */
  readonly disconnect: () => void;
}

/** Resolves when it is ready. `entry`: the built `console-process.ts`. */
export async function startConsole(entry: string, input: ConsoleInput): Promise<ConsoleChild> {
  const child = fork(entry, [JSON.stringify(input)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  // Two messages can come at once: each is kept until it is asked for.
  const messages = on(child, 'message', { close: ['disconnect'] });

  async function take(): Promise<FromConsole | undefined> {
    const { done, value } = await messages.next();
    return done ? undefined : (value as [FromConsole])[0];
  }

  async function next<T extends FromConsole['type']>(type: T): Promise<Said<T>> {
    const message = await take();
    if (message?.type !== type)
      throw new Error(`The console said ${JSON.stringify(message ?? 'nothing more').slice(0, 300)}`);
    return message as Said<T>;
  }

  await next('ready');
  return {
    send: (message) => void child.send(message),
    next,
    silent: async () => {
      for (let message = await take(); message && message.type !== 'done'; ) message = await take();
    },
    kill: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    disconnect: () => child.disconnect(),
  };
}
