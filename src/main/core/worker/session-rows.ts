import Session from 'supertokens-node/recipe/session';
import type { SessionDetails, SessionRow } from '../../../contract/domain/session.ts';
import { traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { forEachConcurrent, type Limit } from '../../shared/concurrency/limit.ts';
import { createCall, type Stopper, stoppedFailure } from '../http/call.ts';
import type { RecordedKeys, SessionRead, SessionReadInFull, SessionsInput } from '../protocol.ts';
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

/** For all bulk reads of a connection together. The core's default pool has 10 workers: more gain nothing. */
export const READS_AT_ONCE = 16;
const BATCH_ROWS = 200;
/** How long the first rows of a bulk read wait for company, and how long later ones do. */
const FIRST_BATCH_MS = 6;
const BATCH_MS = 25;

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
    toResult: (information) => ({ type: 'found', session: toDetails(information, pick) }),
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
  readonly toResult: (information: Information) => Result;
  readonly onBatch: (batch: ReadOf<Result>[]) => void;
  readonly stopper: Stopper;
  /** Shared by all bulk reads. */
  readonly limit: Limit;
}

/** Reads many sessions and gives what came of them in batches as they come. Rejects only when it was stopped. */
async function readMany<Result>(bulkRead: BulkRead<Result>): Promise<void> {
  const { handles, toResult, onBatch, stopper, limit } = bulkRead;
  const batches = createBatches(onBatch);
  let failuresInARow = 0;
  let gaveUp: AppError | undefined;

  async function tryOne(handle: string): Promise<ReadOf<Result> | undefined> {
    if (stopper.stopped) return undefined;
    if (gaveUp) return { type: 'failed', handle, error: gaveUp };
    try {
      const information = await readSession(handle, stopper);
      failuresInARow = 0;
      return information ? toResult(information) : { type: 'absent', handle };
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

function createBatches<Item>(onBatch: (batch: Item[]) => void) {
  let batch: Item[] = [];
  let timer: NodeJS.Timeout | undefined;
  let wait = FIRST_BATCH_MS;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    wait = BATCH_MS;
    if (batch.length === 0) return;
    const full = batch;
    batch = [];
    onBatch(full);
  }

  return {
    flush,
    add(read: Item): void {
      batch.push(read);
      if (batch.length >= BATCH_ROWS) flush();
      else timer ??= setTimeout(flush, wait);
    },
  };
}
