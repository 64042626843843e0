import type { DraftTotals } from '../../../contract/domain/planning.ts';
import type { IdentityId } from '../../../contract/domain/user.ts';
import { createColumn } from '../targets/columns.ts';
import { createPeopleTable, type PeopleTable } from '../targets/people-table.ts';
import { createTextTable } from '../targets/text-table.ts';

/** The users of a draft, by number, with how many of their sessions it hits. */
export interface Crowd {
  readonly people: Pick<PeopleTable, 'size' | 'userId' | 'identities'>;
  readonly add: (
    userId: string,
    more: { readonly name?: string; readonly identities?: readonly IdentityId[] },
  ) => number;
  /** The user that a session names: one with such an identity, or a new one. */
  readonly addSessionUser: (id: string) => number;
  readonly find: (id: string) => number;
  readonly count: (user: number, by: 1 | -1) => void;
  readonly setWhole: (user: number, whole: boolean) => void;
  readonly isWhole: (user: number) => boolean;
  readonly keep: (user: number, excluded: boolean) => void;
  readonly isKept: (user: number) => boolean;
  readonly isOwn: (user: number) => boolean;
  /** Users with sessions, or of whom everything is to be ended. */
  readonly active: () => number;
  readonly largest: () => DraftTotals['byUser'];
}

const flag = { whole: 1, excluded: 2, own: 4 } as const;
const mostShown = 20;
/** Names are wanted of the largest only: when there are too many, those of the smallest are forgotten. */
const mostNames = 4_000;
const namesKept = 1_000;

export function createCrowd(isOwnId: (id: string) => boolean): Crowd {
  const people = createPeopleTable();
  const flags = createColumn(Uint8Array);
  const sessions = createColumn(Uint32Array);
  // Other ids of people, and whose they are.
  const aliases = createTextTable();
  const aliasOf = createColumn(Uint32Array);
  let names = new Map<number, string>();
  let active = 0;

  function has(user: number, bit: number): boolean {
    return (flags.get(user) & bit) !== 0;
  }
  function set(user: number, bit: number, on: boolean): void {
    flags.set(user, on ? flags.get(user) | bit : flags.get(user) & ~bit);
  }
  function isActive(user: number): boolean {
    return sessions.get(user) > 0 || has(user, flag.whole);
  }
  function change(user: number, work: () => void): void {
    const before = isActive(user);
    work();
    active += Number(isActive(user)) - Number(before);
  }

  function addPerson(userId: string): number {
    const user = people.add(userId);
    if (user < flags.size) return user;
    flags.push(isOwnId(userId) ? flag.own : 0);
    sessions.push(0);
    return user;
  }

  function setIdentities(user: number, identities: readonly IdentityId[]): void {
    people.setIdentities(user, identities);
    for (const { id } of identities) {
      if (isOwnId(id)) set(user, flag.own, true);
      if (id === people.userId(user)) continue;
      const { index, isNew } = aliases.add(id);
      if (isNew) aliasOf.push(user);
      else aliasOf.set(index, user);
    }
  }

  function setName(user: number, name: string): void {
    if (name === people.userId(user)) return;
    names.set(user, name);
    if (names.size <= mostNames) return;
    const bySize = [...names].sort(([a], [b]) => sessions.get(b) - sessions.get(a));
    names = new Map(bySize.slice(0, namesKept));
  }

  function find(id: string): number {
    const alias = aliases.find(id);
    return alias < 0 ? people.find(id) : aliasOf.get(alias);
  }

  function largest(): DraftTotals['byUser'] {
    const best: number[] = [];
    for (let user = 0; user < sessions.size; user++) {
      const count = sessions.get(user);
      const least = best[mostShown - 1];
      if (count === 0 || (least !== undefined && count <= sessions.get(least))) continue;
      const after = best.findIndex((other) => sessions.get(other) < count);
      best.splice(after < 0 ? best.length : after, 0, user);
      best.length = Math.min(best.length, mostShown);
    }
    return best.map((user) => {
      const userId = people.userId(user);
      return { userId, name: names.get(user) ?? userId, count: sessions.get(user) };
    });
  }

  return {
    people,
    add: (userId, { name, identities }) => {
      const user = addPerson(userId);
      if (identities) setIdentities(user, identities);
      if (name !== undefined) setName(user, name);
      return user;
    },
    addSessionUser: (id) => {
      const known = find(id);
      return known < 0 ? addPerson(id) : known;
    },
    find,
    count: (user, by) => change(user, () => sessions.set(user, sessions.get(user) + by)),
    setWhole: (user, whole) => change(user, () => set(user, flag.whole, whole)),
    isWhole: (user) => has(user, flag.whole),
    keep: (user, excluded) => set(user, flag.excluded, excluded),
    isKept: (user) => has(user, flag.excluded),
    isOwn: (user) => has(user, flag.own),
    active: () => active,
    largest,
  };
}
