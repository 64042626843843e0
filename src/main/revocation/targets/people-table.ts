import type { IdentityId } from '../../../contract/domain/user.ts';
import { createColumn } from './columns.ts';
import { createTextTable } from './text-table.ts';

/** The users of a plan, numbered, with the ids under which their sessions stand as far as these were read. */
export interface PeopleTable {
  readonly size: number;
  /** By the id the core shows. Known ones keep their number. */
  readonly add: (userId: string) => number;
  /** -1 when not there. */
  readonly find: (userId: string) => number;
  readonly userId: (index: number) => string;
  /** Everything of this user is to be ended, sessions that begin meanwhile included. */
  readonly isWhole: (index: number) => boolean;
  readonly setWhole: (index: number) => void;
  readonly wholeCount: () => number;
  /** Undefined: not read yet. */
  readonly identities: (index: number) => readonly IdentityId[] | undefined;
  readonly setIdentities: (index: number, identities: readonly IdentityId[]) => void;
}

const whole = 1;
/** One login method without an external id, as most users have: said in a bit instead of a list. */
const plain = 2;

export function createPeopleTable(): PeopleTable {
  const ids = createTextTable();
  const flags = createColumn(Uint8Array);
  const others = new Map<number, readonly IdentityId[]>();
  let wholeOnes = 0;

  function isPlain(index: number, identities: readonly IdentityId[]): boolean {
    const [only] = identities;
    if (identities.length !== 1 || only?.kind !== 'only') return false;
    const userId = ids.at(index);
    return only.id === userId && only.recipeUserId === userId;
  }

  return {
    get size() {
      return ids.size;
    },
    add: (userId) => {
      const { index, isNew } = ids.add(userId);
      if (isNew) flags.push(0);
      return index;
    },
    find: ids.find,
    userId: ids.at,
    isWhole: (index) => (flags.get(index) & whole) !== 0,
    setWhole: (index) => {
      if ((flags.get(index) & whole) === 0) wholeOnes += 1;
      flags.set(index, flags.get(index) | whole);
    },
    wholeCount: () => wholeOnes,
    identities: (index) => {
      if ((flags.get(index) & plain) === 0) return others.get(index);
      const id = ids.at(index);
      return [{ id, kind: 'only', recipeUserId: id }];
    },
    setIdentities: (index, identities) => {
      const asBit = isPlain(index, identities);
      flags.set(index, asBit ? flags.get(index) | plain : flags.get(index) & ~plain);
      if (asBit) others.delete(index);
      else others.set(index, identities);
    },
  };
}
