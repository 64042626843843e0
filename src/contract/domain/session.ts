import { z } from 'zod';
import { appError } from '../errors.ts';
import { connectionId, epochMs, sessionHandle, userId } from './ids.ts';
import { storedJson } from './stored-json.ts';
import { identityId } from './user.ts';

/** What a table shows of a session. Payloads stay behind: 50,000 of them would be too much to send. */
export const sessionRow = z.strictObject({
  handle: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  recipeUserId: z.string(),
  timeCreated: epochMs,
  expiry: epochMs,
  /** Under the key names of the settings; null: the application did not record it. */
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type SessionRow = z.infer<typeof sessionRow>;

/** Everything the core knows of one session. */
export const sessionDetails = sessionRow.extend({
  userDataInJWT: storedJson,
  userDataInDatabase: storedJson,
});
export type SessionDetails = z.infer<typeof sessionDetails>;

export const sessionView = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session'), session: sessionDetails }),
  z.strictObject({ type: z.literal('not-there'), handle: z.string() }),
]);

export const sessionRequest = z.strictObject({ connectionId, handle: sessionHandle });

/** A handle before its details were read, with the id it was found under. */
export const listedHandle = z.strictObject({
  handle: z.string(),
  /** From the handle itself: `UUID` is `public`, `UUID_TENANT` another. */
  tenantId: z.string(),
  underId: z.string(),
});
export type ListedHandle = z.infer<typeof listedHandle>;

/** The sessions of a user arrive as: handles, then details in the order that is asked for. The ids come meanwhile, before `listed`. */
export const userSessionsItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('identities'), identities: z.array(identityId) }),
  z.strictObject({ type: z.literal('handles'), handles: z.array(listedHandle) }),
  /** All handles were listed; `total` of them, distinct. */
  z.strictObject({ type: z.literal('listed'), total: z.int() }),
  z.strictObject({ type: z.literal('rows'), rows: z.array(sessionRow) }),
  /** Listed, and ended before its details were read. */
  z.strictObject({ type: z.literal('gone'), handles: z.array(z.string()) }),
  z.strictObject({ type: z.literal('failed'), handles: z.array(z.string()), error: appError }),
]);
export type UserSessionsItem = z.infer<typeof userSessionsItem>;

export const userSessionsRequest = z.strictObject({
  connectionId,
  userId,
  /** Names this reading for `directory.readFirst`. */
  readerId: z.uuid(),
});

/** So many users are counted by one call: more rows are not on screen. */
export const maxCountedUsers = 100;

export const sessionCountsRequest = z.strictObject({
  connectionId,
  users: z.array(z.strictObject({ userId, recipeUserIds: z.array(userId).max(1_000) })).max(maxCountedUsers),
});

export type SessionCountsRequest = z.infer<typeof sessionCountsRequest>;

/** The active sessions of one user, under all ids; null: they could not be listed. */
export const sessionCount = z.strictObject({ userId: z.string(), count: z.int().nullable() });
export type SessionCount = z.infer<typeof sessionCount>;

export const readFirstRequest = z.strictObject({
  readerId: z.uuid(),
  handles: z.array(sessionHandle).max(500),
});
