import Session from 'supertokens-node/recipe/session';
import type { SessionDetails, SessionRow } from '../../../contract/domain/session.ts';
import type { Stopper } from '../call.ts';
import { callSdk, unexpectedAnswer } from '../sdk.ts';
import type { RecordedPicker } from './recorded.ts';

type Information = NonNullable<Awaited<ReturnType<typeof Session.getSessionInformation>>>;

/** Null only when the core itself says that there is no such session. */
export async function readSession(handle: string, stopper: Stopper): Promise<Information | null> {
  return callSdk(stopper, async (context, call) => {
    const found = await Session.getSessionInformation(handle, context);
    if (found) return found;
    // For the SDK every other answer than OK means that there is none.
    if (call.answered !== 'UNAUTHORISED') throw unexpectedAnswer();
    return null;
  });
}

/** The row of a table. Checked by hand: a schema for each of 50,000 rows costs more than reading them. */
export function toRow(found: Information, pick: RecordedPicker): SessionRow {
  const { sessionHandle, tenantId, userId, timeCreated, expiry } = found;
  const recipeUserId = found.recipeUserId.getAsString();
  const texts = [sessionHandle, tenantId, userId, recipeUserId].every((text) => typeof text === 'string');
  if (!texts || typeof timeCreated !== 'number' || typeof expiry !== 'number') throw unexpectedAnswer();
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
