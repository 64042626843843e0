import { createColumn } from '../../targets/columns.ts';
import type { Hits } from '../hits.ts';
import type { WholeUser } from './found.ts';

/**
 * Which row of the preview brought a session or a user in: the others that mean the same are its duplicates. What
 * belongs to a row where the operator chose among users can be given back; any other row may take it over.
 */
export interface Claims {
  /** The row that has this session for good; -1: none. */
  readonly ownerOfSession: (index: number) => number;
  readonly ownerOfUser: (user: number) => number;
  readonly session: (
    row: number,
    session: { readonly handle: string; readonly userId: string | number; readonly createdAt: number | null },
  ) => number;
  /** Everything of a user. Gives how many sessions no other row had before. */
  readonly user: (row: number, user: WholeUser) => { readonly user: number; readonly sessions: number };
  /** Gives back what rows brought in by a choice. */
  readonly release: () => void;
  /** Takes out of the plan what these rows brought in, or in again. */
  readonly keep: (rows: ReadonlySet<number>, excluded: boolean) => void;
  /** All of the operator's own. Gives the rows that brought them in. */
  readonly keepOwn: (excluded: boolean) => ReadonlySet<number>;
}

const nobody = -1;

/** `isChoice`: whether what this row brings in is the operator's choice, which can change. */
export function createClaims(hits: Hits, isChoice: (row: number) => boolean): Claims {
  const rowOfSession = createColumn(Int32Array);
  const rowOfUser = createColumn(Int32Array);

  function ownerOfSession(index: number): number {
    if (hits.isDropped(index)) return nobody;
    const row = rowOfSession.get(index);
    return isChoice(row) ? nobody : row;
  }

  function ownerOfUser(user: number): number {
    const row = user < rowOfUser.size && hits.isWhole(user) ? rowOfUser.get(user) : nobody;
    return row !== nobody && isChoice(row) ? nobody : row;
  }

  /** Whether a row may take what another has: nobody has it, or by a choice that can change. */
  function mayTake(row: number, before: number): boolean {
    return before === nobody || (isChoice(before) && !isChoice(row));
  }

  function claimUser(row: number, user: number): void {
    while (rowOfUser.size <= user) rowOfUser.push(nobody);
    if (!mayTake(row, hits.isWhole(user) ? rowOfUser.get(user) : nobody)) return;
    rowOfUser.set(user, row);
    hits.keepUser(user, false);
    hits.setWhole(user, true);
  }

  /** `isTaken`: the row has it now, and had not before. */
  function claim(row: number, handle: string, user: string | number, createdAt: number | null) {
    const { index, isNew } = hits.addSession({ handle, user, createdAt });
    if (index === rowOfSession.size) {
      rowOfSession.push(row);
      return { index, isTaken: true };
    }
    const isTaken = mayTake(row, isNew ? nobody : rowOfSession.get(index));
    if (isTaken) {
      rowOfSession.set(index, row);
      hits.keep(index, false);
    }
    return { index, isTaken };
  }

  function eachSession(work: (index: number, row: number) => void): void {
    for (let index = 0; index < rowOfSession.size; index++) work(index, rowOfSession.get(index));
  }
  function eachUser(work: (user: number, row: number) => void): void {
    for (let user = 0; user < rowOfUser.size; user++) {
      const row = rowOfUser.get(user);
      if (row !== nobody) work(user, row);
    }
  }

  return {
    ownerOfSession,
    ownerOfUser,
    session: (row, { handle, userId, createdAt }) => claim(row, handle, userId, createdAt).index,
    user: (row, { userId, name, identities, sessions }) => {
      const user = hits.addUser(userId, { name, identities });
      claimUser(row, user);
      let count = 0;
      for (const { handle, createdAt } of sessions) {
        if (claim(row, handle, user, createdAt).isTaken) count += 1;
      }
      return { user, sessions: count };
    },
    release: () => {
      eachSession((index, row) => isChoice(row) && hits.drop(index));
      eachUser((user, row) => {
        if (!isChoice(row)) return;
        hits.setWhole(user, false);
        hits.keepUser(user, false);
        rowOfUser.set(user, nobody);
      });
    },
    keep: (rows, excluded) => {
      eachSession((index, row) => rows.has(row) && hits.keep(index, excluded));
      eachUser((user, row) => rows.has(row) && hits.keepUser(user, excluded));
    },
    keepOwn: (excluded) => {
      const rows = new Set<number>();
      eachSession((index, row) => {
        if (!hits.isOwn(index)) return;
        hits.keep(index, excluded);
        rows.add(row);
      });
      eachUser((user, row) => {
        if (!hits.isOwnUser(user)) return;
        hits.keepUser(user, excluded);
        rows.add(row);
      });
      return rows;
    },
  };
}
