import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { LoginMethodKind } from '../../../../contract/domain/user.ts';
import type { MatchRecord } from '../../../store/records.ts';
import { isStorableNumber } from '../../../store/records.ts';

/** As far as it was read. */
export type KnownSession = Pick<SessionRow, 'handle'> & Partial<SessionRow>;

/** A session as it is added to a draft; the line is told when it is added. */
export function toMatch(
  session: KnownSession,
  userId: string,
  loginMethod: LoginMethodKind | null,
): MatchRecord {
  return {
    handle: session.handle,
    userId,
    createdAt: timeOf(session.timeCreated),
    expiry: timeOf(session.expiry),
    ip: session.ip ?? null,
    userAgent: session.userAgent ?? null,
    loginMethod,
    line: null,
  };
}

/** What a core answers for a time can be any number. */
function timeOf(time: number | undefined): number | null {
  return time !== undefined && isStorableNumber(time) ? time : null;
}
