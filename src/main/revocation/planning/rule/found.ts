import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { IdentityId, User } from '../../../../contract/domain/user.ts';
import { createHits, type Hits } from '../hits.ts';
import type { ScanRow } from './scan-records.ts';

/** Flags of a row in the file of matches. They are in memory only. */
export const rowFlag = { excluded: 1, own: 2 } as const;

/** The matches of a scan. A row of the file and a target have the same number: no match is added twice, none is dropped. */
export interface Found {
  readonly hits: Hits;
  /** Before it is added. */
  readonly toRow: (user: User, identities: readonly IdentityId[], session: SessionRow) => ScanRow;
  /** Gives the flags of the row. */
  readonly add: (row: ScanRow) => number;
}

/** `whole`: people are to be ended as a whole, with sessions that begin later. */
export function createFound(whole: boolean, isOwn: (userId: string) => boolean): Found {
  const hits = createHits(isOwn);
  return {
    hits,
    toRow: (user, identities, { handle, tenantId, timeCreated, expiry, ip, userAgent }) => {
      const row = {
        handle,
        tenantId,
        userId: user.id,
        name: nameOf(user),
        createdAt: timeCreated,
        expiry,
        ip,
        userAgent,
      };
      const saysMore = hits.findUser(user.id) < 0 && !isPlain(user.id, identities);
      return saysMore ? { ...row, identities } : row;
    },
    add: ({ handle, userId, name, createdAt, identities }) => {
      const known = hits.findUser(userId);
      const user =
        known < 0 ? hits.addUser(userId, { name, identities: identities ?? [plain(userId)] }) : known;
      if (whole) hits.setWhole(user, true);
      const { index } = hits.addSession({ handle, user, createdAt });
      return hits.isOwn(index) ? rowFlag.own : 0;
    },
  };
}

/** What people know a user by: an address or a number, or else the id. */
function nameOf({ id, emails, phoneNumbers }: User): string {
  return emails[0] ?? phoneNumbers[0] ?? id;
}

function plain(id: string): IdentityId {
  return { id, kind: 'only', recipeUserId: id };
}

function isPlain(userId: string, identities: readonly IdentityId[]): boolean {
  const [only] = identities;
  return (
    identities.length === 1 && only?.kind === 'only' && only.id === userId && only.recipeUserId === userId
  );
}
