import { measured as entry, type Measured, measurePrepared, median } from '../measure.ts';
import { createBareClient } from './bare-client.ts';
import type { BenchCore } from './bench-core.ts';
import { openEndingConsole } from './ending-console.ts';

/** With the audit log; 1.5 without. */
const BUDGET = 1.6;
const COUNT = 10_000;
const ROUNDS = 9;
const WARM_UPS = 2;

interface Case {
  readonly users: number;
  readonly name: string;
  /** Whether the tokens of OAuth2 clients are ended too, with a call for each session. */
  readonly oauthTokens?: true;
}

const cases: readonly Case[] = [
  { users: 1, name: 'one user' },
  { users: 20, name: '20 users' },
];
const casesWithTokens: readonly Case[] = [
  { users: 1, name: 'one user and their OAuth2 tokens', oauthTokens: true },
];

/**
 * Ending many sessions, from the confirmed question on: written to disk, ended, verified and reported by the console,
 * beside bare calls that end them and believe the answers. The plan is made before the question, and is measured by
 * itself; for a second the operator reads the question. The sandbox ends them in microseconds, so that everything but the
 * ending is compared there: that has no budget. The console is built, in a process of its own, as a console is. The budget
 * is for a core with a database, or a sandbox that is as slow as one.
 */
export async function endSessions(core: BenchCore): Promise<Measured[]> {
  const { slowUri } = core;
  if (slowUri === undefined) return endOn(core, core.uri, { where: '', budget: BUDGET });
  return [
    ...(await endOn(core, slowUri, { where: ', 25 ms a call', budget: BUDGET })),
    ...(await endOn(core, core.uri, { where: ', sandbox as it is' })),
  ];
}

/**
 * The same with the tokens that OAuth2 clients have on the sessions, beside bare calls that do the same. The calls for the
 * tokens, one a session, are nearly all of it on both sides. There is no budget.
 */
export function endWithTokens(core: BenchCore): Promise<Measured[]> {
  return endOn(core, core.uri, { where: '' }, casesWithTokens);
}

interface Where {
  readonly where: string;
  readonly budget?: number;
}

async function endOn(
  core: BenchCore,
  uri: string,
  { where, ...budget }: Where,
  ofCases: readonly Case[] = cases,
): Promise<Measured[]> {
  const { key } = core;
  const console = await openEndingConsole({ uri, key });
  const bare = createBareClient(uri, key);

  async function byConsole(oauthTokens: boolean): Promise<void> {
    const { outcome, revoked, tokensEnded } = await console.end(oauthTokens);
    complete(outcome === 'complete' ? revoked : -1);
    if (oauthTokens) complete(tokensEnded);
  }

  async function byBareCalls(handles: readonly string[], oauthTokens: boolean): Promise<void> {
    complete(await bare.revoke(handles));
    if (oauthTokens) complete(await bare.endTokens(handles));
  }

  const measured: Measured[] = [];
  try {
    for (const { users, name, oauthTokens = false } of ofCases) {
      measured.push(
        await measurePrepared({
          name: `ending ${COUNT.toLocaleString('en')} sessions of ${name}${where}`,
          ...budget,
          warmUps: WARM_UPS,
          rounds: ROUNDS,
          prepare: () => core.freshSessions(users, COUNT / users),
          beforeOurs: console.plan,
          ours: () => byConsole(oauthTokens),
          bare: (handles) => byBareCalls(handles, oauthTokens),
        }),
      );
      const planning = `planning ${COUNT.toLocaleString('en')} sessions of ${name}${where}`;
      measured.push(
        entry({
          name: planning,
          unit: 'ms',
          ours: median(console.takePlanMs()),
          bare: undefined,
          ratio: undefined,
          budget: undefined,
        }),
      );
    }
  } finally {
    await console.close();
    await bare.close();
  }
  return measured;
}

// A path that leaves sessions behind would be fast.
function complete(ended: number): void {
  if (ended !== COUNT) throw new Error(`${ended} of ${COUNT} sessions were ended.`);
}
