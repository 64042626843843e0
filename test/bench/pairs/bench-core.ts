import { createCdi } from '../../integration/support/cdi.ts';
import { createFixtures } from '../../integration/support/fixtures.ts';
import { answerOf, endEntry, forkEntry } from '../processes.ts';
import { seedByCommand } from './seed-command.ts';

/** The core that is measured against, with people whose sessions can be counted on. */
export interface BenchCore {
  readonly uri: string;
  /** The same core, as slow at ending sessions as one with a database; undefined for one that has one. */
  readonly slowUri?: string;
  readonly key: string | null;
  /** For people: what it is. */
  readonly description: string;
  /** Gives the id of a user with so many sessions. */
  readonly userWithSessions: (count: number) => Promise<string>;
  /** Begins so many sessions for each of so many users; gives the handles. */
  readonly freshSessions: (users: number, each: number) => Promise<string[]>;
  /** Removes what was made, or ends the sandbox. */
  readonly close: () => Promise<void>;
}

/**
 * The core in CURFEW_CORE_URI with CURFEW_CORE_KEY, or a sandbox in a process of its own. Sessions of a given core are
 * made by the command in CURFEW_BENCH_SEED, or by HTTP, which makes a few hundred a second.
 */
export function openBenchCore(): Promise<BenchCore> {
  const uri = process.env.CURFEW_CORE_URI;
  return uri ? givenCore(uri.replace(/\/+$/, ''), process.env.CURFEW_CORE_KEY || null) : sandboxCore();
}

async function givenCore(uri: string, key: string | null): Promise<BenchCore> {
  const make = createFixtures(createCdi(uri, key));
  const database = { ip: '203.0.113.7', userAgent: 'Firefox' };
  const userIds: string[] = [];

  const command = process.env.CURFEW_BENCH_SEED || null;

  async function seed(userId: string, count: number): Promise<string[]> {
    // They go with their user in the end.
    return command === null
      ? make.sessions({ userId, database }, count)
      : seedByCommand(command, userId, count);
  }

  async function userNumber(index: number): Promise<string> {
    userIds[index] ??= (await make.emailUser(`bench-fresh-${index}`)).id;
    return userIds[index];
  }

  return {
    uri,
    key,
    description: `the core at ${new URL(uri).host}`,
    async userWithSessions(count) {
      const { id } = await make.emailUser(`bench-${count}`);
      await seed(id, count);
      return id;
    },
    async freshSessions(users, each) {
      const handles: string[] = [];
      for (let index = 0; index < users; index++) {
        handles.push(...(await seed(await userNumber(index), each)));
      }
      return handles;
    },
    close: make.cleanUp,
  };
}

async function sandboxCore(): Promise<BenchCore> {
  const child = forkEntry(new URL('../sandbox-process.ts', import.meta.url));
  const { key, slowUri, uri } = await answerOf<{ uri: string; slowUri: string; key: string }>(child);

  async function seed(userId: string, count: number): Promise<string[]> {
    child.send({ userId, count });
    return (await answerOf<{ handles: string[] }>(child)).handles;
  }

  return {
    uri,
    slowUri,
    key,
    description: 'the sandbox core, in a process of its own',
    async userWithSessions(count) {
      const userId = `bench-${count}`;
      await seed(userId, count);
      return userId;
    },
    async freshSessions(users, each) {
      const handles: string[] = [];
      for (let index = 0; index < users; index++) handles.push(...(await seed(`bench-fresh-${index}`, each)));
      return handles;
    },
    async close() {
      await endEntry(child);
    },
  };
}
