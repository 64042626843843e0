import Session from 'supertokens-node/recipe/session';
import type { SessionDetails, SessionRow } from '../../../contract/domain/session.ts';
import { type StoredJson, toStoredJson } from '../../../contract/domain/text/json-text.ts';
import { traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { type Failure, failure, toAppError } from '../../../contract/failure.ts';
import { forEachConcurrent, type Limit } from '../../shared/concurrency/limit.ts';
import { createRedactor } from '../../shared/redact-payload.ts';
import { createCall, type Stopper, stoppedFailure } from '../http/call.ts';
import { type ForeignFields, RawJson } from '../http/parse-answer.ts';
import type {
  EvidenceInput,
  SessionRead,
  SessionReadForEvidence,
  SessionReadInFull,
  SessionsInput,
} from '../protocol.ts';
import { createBatches } from './batches.ts';
import { isId, isMoment } from './checks.ts';
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

/** For all bulk reads of a connection together. The core's default pool has 10 workers: more gain nothing. */
export const READS_AT_ONCE = 16;

/** After so many failures in a row without any answer the rest is not asked any more: each could take a time-out. */
const GIVE_UP_AFTER = READS_AT_ONCE;

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
  await readMany<ResultOf<SessionRead>>({
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
  await readMany<ResultOf<SessionReadInFull>>({
    handles,
    foreign: payloadsAsText,
    toResult: (information) => ({ type: 'found', session: toDetails(information, pick) }),
    lengthOf: (read) => (read.type === 'found' ? payloadLength(read.session) : 0),
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
  await readMany<ResultOf<SessionReadForEvidence>>({
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

/** What became of one handle that something was read of. */
type ReadOf<Result> =
  | Result
  | { readonly type: 'absent'; readonly handle: string }
  | { readonly type: 'failed'; readonly handle: string; readonly error: AppError };

interface BulkRead<Result> {
  readonly handles: readonly string[];
  readonly foreign: ForeignFields;
  readonly toResult: (information: Information) => Result;
  readonly onBatch: (batch: ReadOf<Result>[]) => void;
  /** Characters of a result, where they can be many. */
  readonly lengthOf?: (read: ReadOf<Result>) => number;
  readonly stopper: Stopper;
  /** Shared by all bulk reads. */
  readonly limit: Limit;
}

/** Reads many sessions and gives what came of them in batches as they come. Rejects only when it was stopped. */
async function readMany<Result>(bulkRead: BulkRead<Result>): Promise<void> {
  const { foreign, handles, lengthOf, toResult, onBatch, stopper, limit } = bulkRead;
  const batches = createBatches(onBatch, lengthOf);
  let failuresInARow = 0;
  let gaveUp: AppError | undefined;

  async function tryOne(handle: string): Promise<ReadOf<Result> | undefined> {
    if (stopper.stopped) return undefined;
    if (gaveUp) return { type: 'failed', handle, error: gaveUp };
    try {
      const information = await readSession(handle, stopper, foreign);
      failuresInARow = 0;
      if (!information) return { type: 'absent', handle };
      if (information.sessionHandle !== handle) throw answeredAnother();
      return toResult(information);
    } catch (thrown) {
      const error = toAppError(thrown);
      failuresInARow = traitsOf(error).coreAway ? failuresInARow + 1 : 0;
      if (failuresInARow >= GIVE_UP_AFTER) gaveUp = error;
      return { type: 'failed', handle, error };
    }
  }

  await forEachConcurrent(handles, limit.concurrency, async (handle) => {
    const read = await limit.run(() => tryOne(handle));
    if (read) batches.add(read);
  });
  batches.flush();
  if (stopper.stopped) throw stoppedFailure();
}

/** A row under another handle would leave the one that was asked for unread. */
function answeredAnother(): Failure {
  return failure('core-error', { reason: 'session-not-answered', retryable: false, sent: true });
}

function payloadLength({ userDataInDatabase, userDataInJWT }: SessionDetails): number {
  return userDataInDatabase.text.length + userDataInJWT.text.length;
}
