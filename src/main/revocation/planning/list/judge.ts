import type { LineKind, LineVerdict } from '../../../../contract/domain/planning.ts';
import type { Hits } from '../hits.ts';
import type { Claims } from './claims.ts';
import type { Found, WholeUser } from './found.ts';
import type { ListRows } from './list-rows.ts';

interface Judged {
  readonly kind: LineKind | null;
  readonly is: LineVerdict;
  /** It is of one of the operator's own users. */
  readonly own: boolean;
}

interface Tools {
  readonly hits: Hits;
  readonly claims: Claims;
  readonly rows: ListRows;
}

/** What a row is in the end, after all rows before it; what it brings in is among the hits from then on. */
export type Judge = (row: number, found: Found) => Judged;

export function createJudge({ hits, claims, rows }: Tools): Judge {
  // Users among whom the operator has to choose, and the row where that is done.
  const choices = new Map<string, number>();

  function duplicate(kind: LineKind, row: number): Judged {
    return { kind, is: { verdict: 'duplicate', row, line: rows.line(row) }, own: false };
  }

  function session(row: number, found: Extract<Found, { is: 'session' }>): Judged {
    const { kind, handle, tenantId, userId, createdAt } = found;
    const known = hits.targets.find(handle);
    const owner = known < 0 ? -1 : claims.ownerOfSession(known);
    if (owner >= 0 && owner !== row) return duplicate(kind, owner);
    const index = claims.session(row, { handle, userId, createdAt });
    return { kind, is: { verdict: 'session', handle, tenantId, userId, createdAt }, own: hits.isOwn(index) };
  }

  function user(row: number, kind: LineKind, whole: WholeUser): Judged {
    const known = hits.findUser(whole.userId);
    const owner = known < 0 ? -1 : claims.ownerOfUser(known);
    if (owner >= 0 && owner !== row) return duplicate(kind, owner);
    const claimed = claims.user(row, whole);
    const { userId, name } = whole;
    return {
      kind,
      is: { verdict: 'user', userId, name, sessions: claimed.sessions },
      own: hits.isOwnUser(claimed.user),
    };
  }

  function ambiguous(row: number, found: Extract<Found, { is: 'ambiguous' }>): Judged {
    const { kind, candidates } = found;
    const key = JSON.stringify(candidates.map(({ userId }) => userId).sort());
    const earlier = choices.get(key);
    if (earlier !== undefined && earlier !== row) return duplicate(kind, earlier);
    choices.set(key, row);
    const is: LineVerdict = { verdict: 'ambiguous', candidates: [...candidates], chosen: [], sessions: 0 };
    return { kind, is, own: false };
  }

  /** Lines before brought it in, when it was looked up. What is theirs for good stays theirs. */
  function knownSession(kind: LineKind, index: number): Judged {
    return duplicate(kind, claims.ownerOfSession(index));
  }

  return (row, found) => {
    const { kind } = found;
    switch (found.is) {
      case 'session':
        return session(row, found);
      case 'user':
        return user(row, found.kind, found.user);
      case 'known-session':
        return knownSession(found.kind, found.index);
      case 'known-user':
        return duplicate(found.kind, claims.ownerOfUser(found.user));
      case 'ambiguous':
        return ambiguous(row, found);
      case 'unknown':
        return { kind, is: { verdict: 'unknown' }, own: false };
      case 'malformed':
        return { kind, is: { verdict: 'malformed', why: found.why }, own: false };
      case 'unread':
        return { kind, is: { verdict: 'unread', error: found.error }, own: false };
    }
  };
}
