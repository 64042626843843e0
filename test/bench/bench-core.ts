import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createCdi } from '../integration/support/cdi.ts';
import { createFixtures } from '../integration/support/fixtures.ts';

/** The core that is measured against, with people whose sessions can be counted on. */
export interface BenchCore {
  readonly uri: string;
  readonly key: string | null;
  /** For people: what it is. */
  readonly description: string;
  /** Gives the id of a user with so many sessions. */
  readonly userWithSessions: (count: number) => Promise<string>;
  /** Removes what was made, or ends the sandbox. */
  readonly close: () => Promise<void>;
}

/** The core in CURFEW_CORE_URI with CURFEW_CORE_KEY, or a sandbox in a process of its own. */
export function openBenchCore(): Promise<BenchCore> {
  const uri = process.env.CURFEW_CORE_URI;
  return uri ? givenCore(uri.replace(/\/+$/, ''), process.env.CURFEW_CORE_KEY || null) : sandboxCore();
}

async function givenCore(uri: string, key: string | null): Promise<BenchCore> {
  const make = createFixtures(createCdi(uri, key));
  return {
    uri,
    key,
    description: `the core at ${new URL(uri).host}`,
    async userWithSessions(count) {
      const { id } = await make.emailUser(`bench-${count}`);
      await make.sessions({ userId: id, database: { ip: '203.0.113.7', userAgent: 'Firefox' } }, count);
      return id;
    },
    close: make.cleanUp,
  };
}

async function sandboxCore(): Promise<BenchCore> {
  const entry = fileURLToPath(new URL('sandbox-process.ts', import.meta.url));
  const child = fork(entry, { execArgv: ['--import', 'tsx'] });
  const { uri, key } = await answer<{ uri: string; key: string }>(child);
  return {
    uri,
    key,
    description: 'the sandbox core, in a process of its own',
    async userWithSessions(count) {
      const userId = `bench-${count}`;
      child.send({ userId, count });
      await answer(child);
      return userId;
    },
    async close() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message');
  return message as T;
}
