import type { CoreFacts } from '../../../contract/domain/connection.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import type { Stopper } from '../http/call.ts';
import { type Answer, exchange } from '../http/exchange.ts';
import { type Asked, keyFailure, networkFailure, notACore, statusFailure } from '../http/failures.ts';
import type { HostIdentities } from '../http/host-identities.ts';
import type { Host } from '../http/hosts.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import type { CoreWorkerOptions } from '../protocol.ts';

/** The interface version that the SDK in use speaks; its test checks that. */
export const spokenCdi = '5.4';

/** A handle that no session has: reading it is the cheapest call that needs the key and the database. */
const noHandle = '00000000-0000-0000-0000-000000000000';

interface Opening {
  readonly options: CoreWorkerOptions;
  readonly hosts: readonly Host[];
  readonly identities: HostIdentities;
}

/**
 * The opening checks, for every address: something listens, greets as a core, speaks our interface and takes the key. And
 * all of them lead to one core, which has a fixed key. An address of several that cannot be reached gets no calls until
 * its identity was read; one that answers wrongly fails.
 */
export async function readFacts(
  { hosts, identities, options }: Opening,
  stopper: Stopper,
): Promise<CoreFacts> {
  const checks = await Promise.allSettled(hosts.map((host) => checkHost(options, host, stopper)));
  const reasons = checks.flatMap((check) => (check.status === 'rejected' ? [check.reason] : []));
  const wrong =
    reasons.find((reason) => !isAbsence(reason)) ?? (reasons.length === hosts.length && reasons[0]);
  if (wrong) throw wrong;
  for (const [at, host] of hosts.entries()) if (checks[at]?.status === 'rejected') identities.noteAway(host);
  await identities.read(stopper);
  const facts = checks.flatMap((check) => (check.status === 'fulfilled' ? [check.value] : []));
  const oldest = facts.sort((a, b) => compareVersions(a.newestCdi, b.newestCdi))[0];
  if (!oldest) throw new TypeError('A connection has at least one address.');
  return oldest;
}

function isAbsence(reason: unknown): boolean {
  return (
    reason instanceof Failure && (reason.error.code === 'unreachable' || reason.error.code === 'timeout')
  );
}

async function checkHost(options: CoreWorkerOptions, host: Host, stopper: Stopper): Promise<CoreFacts> {
  const asked: Asked = { host: host.name, path: '', apiKey: options.apiKey };

  async function get(path: string, headers: Record<string, string>): Promise<Answer> {
    const end = await exchange(host.transport, { method: 'GET', path: host.base + path, headers }, stopper);
    if (end.type === 'no-answer') throw networkFailure(end, host, options);
    return end;
  }

  const key: Record<string, string> = options.apiKey === null ? {} : { 'api-key': options.apiKey };

  const greeting = await get('/hello', {});
  if (greeting.status >= 500) throw statusFailure(greeting, { ...asked, path: '/hello' });
  if (greeting.status !== 200 || greeting.body.trim() !== 'Hello') throw notACore(greeting, asked);

  const apiversion = await get('/apiversion', key);
  if (apiversion.status === 401) throw keyFailure(asked);
  const versions = versionsOf(apiversion);
  const newestCdi = versions?.at(-1);
  if (!versions || newestCdi === undefined) throw notACore(apiversion, asked);
  if (!versions.includes(spokenCdi)) throw incompatible(versions, host.name);

  const started = performance.now();
  const read = await get(`/recipe/session?sessionHandle=${noHandle}`, {
    ...key,
    'cdi-version': spokenCdi,
    rid: 'session',
  });
  const latencyMs = Math.round((performance.now() - started) * 10) / 10;
  if (read.status !== 200) throw statusFailure(read, { ...asked, path: '/recipe/session' });
  return { cdi: spokenCdi, newestCdi, release: releaseOf(newestCdi), latencyMs };
}

/** A core speaks a few dozen. */
const mostVersions = 1_000;

/** Oldest first; undefined when the answer is not a core's. */
function versionsOf(answer: Answer): string[] | undefined {
  if (answer.status !== 200) return undefined;
  const body = parseAnswer(answer.body, null);
  if (typeof body !== 'object' || body === null || !('versions' in body)) return undefined;
  const { versions } = body;
  if (!Array.isArray(versions) || versions.length > mostVersions || !versions.every(isVersion))
    return undefined;
  return versions.sort(compareVersions);
}

function isVersion(version: unknown): version is string {
  return typeof version === 'string' && /^\d{1,4}(\.\d{1,4}){0,3}$/.test(version);
}

/** `versions`: what the core speaks, oldest first, at least one, ours not among them. */
export function incompatible(versions: readonly string[], host: string): Failure {
  const oldest = versions[0] ?? '';
  const newest = versions.at(-1) ?? '';
  const details = { host, oldestCdi: oldest, newestCdi: newest, wantedCdi: spokenCdi };
  if (compareVersions(newest, spokenCdi) < 0) {
    return failure('incompatible-core', {
      reason: 'core-too-old',
      params: { ...details, release: releaseOf(newest) },
      sent: true,
    });
  }
  if (compareVersions(oldest, spokenCdi) > 0) {
    return failure('incompatible-core', {
      reason: 'core-too-new',
      params: { ...details, release: releaseOf(newest) },
      sent: true,
    });
  }
  return failure('incompatible-core', { reason: 'core-lacks-cdi', params: details, sent: true });
}

const releases: Readonly<Record<string, string>> = {
  '5.2': '9',
  '5.3': '10.0 to 11.2',
  '5.4': '11.3 to 11.4, or 12.0.0 to 12.0.7',
  '5.5': '12.0.8 or a later 12.0',
  '5.6': '12.1',
};
const oldestKnown = '5.2';
const newestKnown = '5.6';

/** Releases of the core for its newest interface version. A core does not say its own version. */
export function releaseOf(newestCdi: string): string {
  const known = releases[newestCdi];
  if (known) return known;
  return compareVersions(newestCdi, oldestKnown) < 0 ? 'older than 9' : `newer than ${releases[newestKnown]}`;
}

/** Negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parts(version: string): number[] {
  return version.split('.').map(Number);
}
