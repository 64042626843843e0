import Session from 'supertokens-node/recipe/session';
import type { SessionDetails, SessionRow } from '../../../contract/domain/session.ts';
import { createCall, type Stopper } from '../call.ts';
import { causeOf, contextOf, unexpectedAnswer } from '../sdk.ts';
import type { RecordedPicker } from './recorded.ts';

type Information = NonNullable<Awaited<ReturnType<typeof Session.getSessionInformation>>>;

/** Null only when the core itself says that there is no such session. */
export async function readSession(handle: string, stopper: Stopper): Promise<Information | null> {
  const call = createCall(stopper);
  try {
    const found = await Session.getSessionInformation(handle, contextOf(call));
    if (found) return found;
  } catch (thrown) {
    throw causeOf(thrown, call);
  }
  // For the SDK every other answer than OK means that there is none.
  if (call.answered !== 'UNAUTHORISED') throw unexpectedAnswer();
  return null;
}

/** The row of a table. Checked by hand: a schema for each of 50,000 rows costs more than reading them. */
export function toRow(found: Information, pick: RecordedPicker): SessionRow {
  const { sessionHandle, tenantId, userId, timeCreated, expiry } = found;
  const recipeUserId = found.recipeUserId.getAsString();
  if (!isText(sessionHandle) || !isText(tenantId) || !isText(userId) || !isText(recipeUserId))
    throw unexpectedAnswer();
  if (typeof timeCreated !== 'number' || typeof expiry !== 'number') throw unexpectedAnswer();
  const { sessionDataInDatabase: database, customClaimsInAccessTokenPayload: token } = found;
  return {
    handle: sessionHandle,
    tenantId,
    userId,
    recipeUserId,
    timeCreated,
    expiry,
    ip: pick.ip(database, token),
    userAgent: pick.userAgent(database, token),
  };
}

/** Everything, payloads as they are. */
export function toDetails(found: Information, pick: RecordedPicker): SessionDetails {
  const database: unknown = found.sessionDataInDatabase;
  const token: unknown = found.customClaimsInAccessTokenPayload;
  return {
    ...toRow(found, pick),
    userDataInDatabase: database ?? null,
    userDataInJWT: typeof token === 'object' && token !== null ? { ...token } : {},
  };
}

// The SDK's types promise what the core sends; nothing checked it.
function isText(value: unknown): boolean {
  return typeof value === 'string';
}
