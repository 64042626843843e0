import Session from 'supertokens-node/recipe/session';
import type { SessionDetails, SessionRow } from '../../../contract/domain/session.ts';
import { type StoredJson, toStoredJson } from '../../../contract/domain/text/json-text.ts';
import { type Failure, failure } from '../../../contract/failure.ts';
import type { Limit } from '../../shared/concurrency/limit.ts';
import { createRedactor } from '../../shared/redact-payload.ts';
import { createCall, type Stopper } from '../http/call.ts';
import { type ForeignFields, RawJson } from '../http/parse-answer.ts';
import type {
  EvidenceInput,
  SessionRead,
  SessionReadForEvidence,
  SessionReadInFull,
  SessionsInput,
} from '../protocol.ts';
import { isId, isMoment } from './checks.ts';
import { readMany } from './read-many.ts';
import { createPicker, type RecordedPicker } from './recorded-values.ts';
import { causeOf, contextOf, unexpectedAnswer } from './sdk.ts';

export type Information = NonNullable<Awaited<ReturnType<typeof Session.getSessionInformation>>>;

const payloads = ['userDataInDatabase', 'userDataInJWT'];
export const payloadsAsText: ForeignFields = { names: payloads, asText: true };
const payloadsToLookInto: ForeignFields = { names: payloads, asText: false };

/** Null only when the core itself says that there is no such session. */
export async function readSession(
  handle: string,
  stopper: Stopper,
  foreign: ForeignFields,
): Promise<Information | null> {
  const call = createCall(stopper, foreign);
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
  if (!isId(sessionHandle) || !isId(tenantId) || !isId(userId) || !isId(recipeUserId))
    throw unexpectedAnswer();
  if (!isMoment(timeCreated) || !isMoment(expiry)) throw unexpectedAnswer();
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

/** Everything, payloads as text. */
export function toDetails(information: Information, pick: RecordedPicker): SessionDetails {
  return {
    ...toRow(information, pick),
    userDataInDatabase: textOfPayload(information.sessionDataInDatabase),
    userDataInJWT: textOfPayload(information.customClaimsInAccessTokenPayload),
  };
}

function textOfPayload(payload: unknown): StoredJson {
  return payload instanceof RawJson ? payload.toStored() : toStoredJson('null');
}

function shared<Text extends string | null>(text: Text, like: Text | undefined): Text {
  return text === like ? like : text;
}

type ResultOf<Read> = Extract<Read, { readonly type: 'found' }>;

/** Reads many sessions as rows of a table, gives them in batches as they come. Rejects only when it was stopped. */
export async function readSessions(
  { handles, keys }: SessionsInput,
  onBatch: (batch: SessionRead[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const pick = createPicker(keys);
  let before: SessionRow | undefined;
  await readManySessions<ResultOf<SessionRead>>({
    handles,
    foreign: payloadsToLookInto,
    toResult: (information) => {
      const row = toRow(information, pick, before);
      before = row;
      return { type: 'found', row };
    },
    onBatch,
    stopper,
    limit,
  });
}

/** The same with payloads. */
export async function readSessionsInFull(
  { handles, keys }: SessionsInput,
  onBatch: (batch: SessionReadInFull[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const pick = createPicker(keys);
  await readManySessions<ResultOf<SessionReadInFull>>({
    handles,
    foreign: payloadsAsText,
    toResult: (information) => ({ type: 'found', session: toDetails(information, pick) }),
    lengthOf: ({ session }) => payloadLength(session),
    onBatch,
    stopper,
    limit,
  });
}

/** The same with payloads as they may be kept. */
export async function readSessionsForEvidence(
  { handles, hiddenNames, keys }: EvidenceInput,
  onBatch: (batch: SessionReadForEvidence[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const pick = createPicker(keys);
  const redact = createRedactor(hiddenNames);
  const keep = (payload: unknown) => redact(payload instanceof RawJson ? payload.text : 'null');
  await readManySessions<ResultOf<SessionReadForEvidence>>({
    handles,
    foreign: payloadsAsText,
    toResult: (information) => ({
      type: 'found',
      session: {
        ...toRow(information, pick),
        userDataInDatabase: keep(information.sessionDataInDatabase),
        userDataInJWT: keep(information.customClaimsInAccessTokenPayload),
      },
    }),
    onBatch,
    stopper,
    limit,
  });
}

interface SessionReads<Result> {
  readonly handles: readonly string[];
  readonly foreign: ForeignFields;
  readonly toResult: (information: Information) => Result;
  readonly onBatch: (batch: (Result | Missing)[]) => void;
  /** Characters of a result, where they can be many. */
  readonly lengthOf?: (result: Result) => number;
  readonly stopper: Stopper;
  readonly limit: Limit;
}

type Missing = Exclude<SessionRead, { readonly type: 'found' }>;

function readManySessions<Result extends { readonly type: 'found' }>(
  reads: SessionReads<Result>,
): Promise<void> {
  const { foreign, handles, lengthOf, limit, onBatch, stopper, toResult } = reads;
  return readMany<Result | Missing>({
    ids: handles,
    read: async (handle) => {
      const information = await readSession(handle, stopper, foreign);
      if (!information) return { type: 'absent', handle };
      if (information.sessionHandle !== handle) throw answeredAnother();
      return toResult(information);
    },
    toFailed: (handle, error) => ({ type: 'failed', handle, error }),
    ...(lengthOf ? { lengthOf: (read) => (read.type === 'found' ? lengthOf(read) : 0) } : {}),
    ...{ onBatch, stopper, limit },
  });
}

/** A row under another handle would leave the one that was asked for unread. */
function answeredAnother(): Failure {
  return failure('core-error', { reason: 'session-not-answered', retryable: false, sent: true });
}

function payloadLength({ userDataInDatabase, userDataInJWT }: SessionDetails): number {
  return userDataInDatabase.text.length + userDataInJWT.text.length;
}
