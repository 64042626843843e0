import { failure } from '../../../../contract/failure.ts';
import type { Claims } from './claims.ts';
import type { WholeUser } from './found.ts';
import type { ListRows, SpooledLine } from './list-rows.ts';

/** Which users the operator chose in ambiguous lines. */
export interface Choices {
  readonly choose: (
    row: number,
    userIds: readonly string[],
    read: (userId: string) => Promise<WholeUser | null>,
  ) => Promise<void>;
  /** Hits what was chosen anew: other rows may have brought some of it in, or lost it. */
  readonly apply: () => void;
}

interface Tools {
  readonly rows: ListRows;
  readonly claims: Claims;
  readonly isOwnUser: (user: number) => boolean;
}

interface Choice {
  readonly line: SpooledLine;
  readonly users: readonly WholeUser[];
}

export function createChoices({ rows, claims, isOwnUser }: Tools): Choices {
  const chosen = new Map<number, Choice>();

  function apply(): void {
    if (chosen.size === 0) return;
    claims.release();
    for (const [row, { line, users }] of [...chosen].sort(([a], [b]) => a - b)) applyOne(row, line, users);
    const excluded = new Set([...chosen.keys()].filter(rows.isKept));
    if (excluded.size > 0) claims.keep(excluded, true);
  }

  function applyOne(row: number, line: SpooledLine, users: readonly WholeUser[]): void {
    const { is } = line;
    if (is.verdict !== 'ambiguous') return;
    const claimed = users.map((user) => claims.user(row, user));
    const sessions = claimed.reduce((sum, one) => sum + one.sessions, 0);
    const next = { ...line, is: { ...is, chosen: users.map(({ userId }) => userId), sessions } };
    rows.replace(
      row,
      line,
      next,
      claimed.some(({ user }) => isOwnUser(user)),
    );
  }

  return {
    apply,
    choose: async (row, userIds, read) => {
      const line = row < rows.size ? await rows.row(row) : null;
      if (line?.is.verdict !== 'ambiguous') {
        throw failure('bad-input', 'On this line there is nothing to choose.');
      }
      const { candidates } = line.is;
      const wanted = [...new Set(userIds)];
      if (wanted.some((id) => candidates.every(({ userId }) => userId !== id))) {
        throw failure('bad-input', 'One of the chosen users is not among those that the line can mean.');
      }
      const users = await Promise.all(wanted.map(read));
      const there = users.filter((user) => user !== null);
      if (there.length < users.length) {
        throw failure('not-found', 'One of the chosen users is not there any more.', {
          hint: 'Make the list anew, or choose another one.',
        });
      }
      chosen.set(row, { line, users: there });
      apply();
    },
  };
}
