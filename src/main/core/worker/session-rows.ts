import Session from 'supertokens-node/recipe/session';
import type { SessionDetails, SessionRow } from '../../../contract/domain/session.ts';
import { createCall, type Stopper } from '../http/call.ts';
import type { RecordedKeys } from '../protocol.ts';
import { causeOf, contextOf, unexpectedAnswer } from './sdk.ts';

/** Longest value that a table gets; the whole one is in the payload. */
const LONGEST = 1_024;

export type Information = NonNullable<Awaited<ReturnType<typeof Session.getSessionInformation>>>;

/** Null only when the core itself says that there is no such session. */
export async function readSession(handle: string, stopper: Stopper): Promise<Information | null> {
  const call = createCall(stopper);
  try {
    const information = await Session.getSessionInformation(handle, contextOf(call));
    if (information) return information;
  } catch (thrown) {
    throw causeOf(thrown, call);
  }
  // For the SDK every other answer than OK means that there is none.
  if (call.answered !== 'UNAUTHORISED') throw unexpectedAnswer();
  return null;
}

/**
 * The row of a table. It takes over the texts that are the same in `like`, so that 50,000 rows of a user do not have their
 * user's id 50,000 times. Checked by hand: a schema for each row costs more than reading it.
 */
export function toRow(information: Information, pick: RecordedPicker, like?: SessionRow): SessionRow {
  const { sessionHandle, tenantId, userId, timeCreated, expiry } = information;
  const recipeUserId = information.recipeUserId.getAsString();
  if (!isText(sessionHandle) || !isText(tenantId) || !isText(userId) || !isText(recipeUserId))
    throw unexpectedAnswer();
  if (typeof timeCreated !== 'number' || typeof expiry !== 'number') throw unexpectedAnswer();
  const { sessionDataInDatabase: database, customClaimsInAccessTokenPayload: token } = information;
  return {
    handle: sessionHandle,
    tenantId: shared(tenantId, like?.tenantId),
    userId: shared(userId, like?.userId),
    recipeUserId: shared(recipeUserId, like?.recipeUserId),
    timeCreated,
    expiry,
    ip: shared(pick.ip(database, token), like?.ip),
    userAgent: shared(pick.userAgent(database, token), like?.userAgent),
  };
}

/** Everything, payloads as they are. */
export function toDetails(information: Information, pick: RecordedPicker): SessionDetails {
  const database: unknown = information.sessionDataInDatabase;
  const token: unknown = information.customClaimsInAccessTokenPayload;
  return {
    ...toRow(information, pick),
    userDataInDatabase: database ?? null,
    userDataInJWT: typeof token === 'object' && token !== null ? { ...token } : {},
  };
}

function shared<Text extends string | null>(text: Text, like: Text | undefined): Text {
  return text === like ? like : text;
}

// The SDK's types promise what the core sends; nothing checked it.
function isText(value: unknown): boolean {
  return typeof value === 'string';
}

interface RecordedPicker {
  ip(database: unknown, token: unknown): string | null;
  userAgent(database: unknown, token: unknown): string | null;
}

/**
 * Finds what the application recorded, under the names of the settings: first in the session's data, then in the
 * token's. A dot goes into objects, unless a key is written with that very dot.
 */
export function createPicker(keys: RecordedKeys): RecordedPicker {
  const ipPaths = keys.ipKeys.map(pathOf);
  const userAgentPaths = keys.userAgentKeys.map(pathOf);
  return {
    ip: (database, token) => firstText(database, ipPaths) ?? firstText(token, ipPaths),
    userAgent: (database, token) => firstText(database, userAgentPaths) ?? firstText(token, userAgentPaths),
  };
}

type Path = readonly [whole: string, ...parts: string[]];

function pathOf(key: string): Path {
  return key.includes('.') ? [key, ...key.split('.')] : [key];
}

function firstText(data: unknown, paths: readonly Path[]): string | null {
  for (const [whole, ...parts] of paths) {
    const text = textOf(field(data, whole)) ?? (parts.length > 0 ? textOf(parts.reduce(field, data)) : null);
    if (text !== null) return text;
  }
  return null;
}

function field(data: unknown, name: string): unknown {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return undefined;
  return (data as Record<string, unknown>)[name];
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text.slice(0, LONGEST);
}
