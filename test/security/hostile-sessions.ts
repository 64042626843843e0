import type { Random } from '../../src/main/sandbox/sample/sample.ts';

/** How many sessions each hostile core has at its beginning. */
export const mostSessions = 100;

/** The handle of a session of each of these cores. */
export function handleOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** The sessions of one hostile core, and of which of them an answer said that they are ended or not there. */
export interface HostileSessions {
  readonly isThere: (handle: string) => boolean;
  /** So many of them, some twice. */
  readonly list: (count: number) => string[];
  /** Ends some of those that were asked for, and names some of them, also twice, with one that nobody asked for. */
  readonly end: (asked: readonly string[], random: Random) => string[];
  /** An answer left for the console, whole or not. `body`: of what was asked. */
  readonly said: (path: string, answer: string, body: string) => void;
  /** In any answer, also in one that lied. */
  readonly saidGone: () => readonly string[];
}

export function createHostileSessions(): HostileSessions {
  const all = Array.from({ length: mostSessions }, (_, n) => handleOf(n));
  const ended = new Set<string>();
  const gone = new Set<string>();

  return {
    isThere: (handle) => !ended.has(handle),
    list: (count) => {
      const there = all.filter((handle) => !ended.has(handle));
      return Array.from({ length: count }, (_, n) => there[n % there.length]).filter(
        (one) => one !== undefined,
      );
    },
    end: (asked, random) => {
      const some = asked.filter(() => random.chance(0.7));
      for (const handle of some) ended.add(handle);
      const named = some.filter(() => random.chance(0.9));
      return [...named, ...named.slice(0, 2), handleOf(mostSessions + 1)];
    },
    said: (path, answer, body) => {
      // A core names those that it ended: what it was asked to end and does not name was not there.
      if (path === '/recipe/session/remove')
        for (const handle of all)
          if (answer.includes(handle) || (isRemoval(answer) && body.includes(handle))) gone.add(handle);
      // A list that was spoiled can have none.
      if (path === '/recipe/session/user')
        for (const handle of all) if (!answer.includes(handle)) gone.add(handle);
      if (path.startsWith('/recipe/session?') && answer.includes('UNAUTHORISED'))
        for (const handle of all) if (path.includes(handle)) gone.add(handle);
    },
    saidGone: () => [...gone],
  };
}

function isRemoval(answer: string): boolean {
  try {
    const { sessionHandlesRevoked: revoked, status } = JSON.parse(answer);
    return status === 'OK' && Array.isArray(revoked) && revoked.every((one) => typeof one === 'string');
  } catch {
    return false;
  }
}
