import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { type ListFormat, mostBytes, mostLines } from '../../../contract/domain/planning/list-format.ts';
import type { MalformedCode } from '../../../contract/domain/planning/list-lines.ts';
import { errorCodes } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import type { CorePort, SigningKey } from '../../core/protocol.ts';
import { type KeyCache, verifyToken } from '../../identity/access-token.ts';
import { mapConcurrent } from '../../shared/concurrency/limit.ts';
import type { CoreCaller } from '../../shared/retry/core-caller.ts';
import type { NewLine } from '../../store/records.ts';
import { reasonToText } from '../../store/source-lines.ts';
import { classifyLine, malformed } from './parse/classify-line.ts';
import { createDecoder } from './parse/decoder.ts';
import { createListReader, type ListItem } from './parse/list-reader.ts';
import { createRecentAnswers } from './resolve/recent-answers.ts';

/** The bytes of a list on their way to lines that can be stored. */
interface ChunkReader {
  /** Resolves when `take` took all lines that end in this chunk. Rejects with what ends the list. */
  readonly add: (bytes: Uint8Array) => Promise<void>;
  /** The list has ended. */
  readonly end: () => Promise<void>;
  readonly uploaded: () => Uploaded;
  /** Lines until now that are to be looked up. */
  readonly toLookUp: () => number;
}

export interface ListLimits {
  readonly lines: number;
  readonly bytes: number;
}

export const defaultLimits: ListLimits = { lines: mostLines, bytes: mostBytes };

/** Lines that are taken at a time. */
const batchSize = 500;
const mostTokens = 16;

/** `take` gets the lines in their order. The next ones come when it has resolved. */
export function createChunkReader(
  {
    format,
    limits,
    readToken,
  }: { readonly format: ListFormat; readonly limits: ListLimits; readonly readToken: ReadToken },
  take: (lines: readonly NewLine[]) => Promise<void>,
): ChunkReader {
  const decoder = createDecoder();
  const reader = createListReader(format);
  let bytes = 0;
  let lines = 0;
  let blank = 0;
  let toLookUp = 0;
  let hasEnded = false;
  let batch: Exclude<ListItem, { type: 'blank' }>[] = [];

  async function takeBatch(): Promise<void> {
    const items = batch;
    batch = [];
    if (items.length === 0) return;
    const classified = items.map(toLine);
    // A list of millions without tokens needs no promise for each line.
    const ready = classified.every(isReady)
      ? classified
      : await mapConcurrent(classified, mostTokens, verify);
    for (const { result } of ready) if (result.type === 'open') toLookUp += 1;
    await take(ready);
    // Other work gets its turn, also when nothing had to be waited for.
    await nextTurn();
  }

  async function verify(line: ClassifiedLine): Promise<NewLine> {
    if (isReady(line)) return line;
    return { number: line.number, ...(await readToken(line.token)) };
  }

  async function takeAll(items: Iterable<ListItem>): Promise<void> {
    for (const item of items) {
      if (item.type === 'blank') {
        blank += 1;
        continue;
      }
      if (lines === limits.lines)
        throw failure('bad-input', { reason: 'list-too-many-lines', params: { most: limits.lines } });
      lines += 1;
      batch.push(item);
      if (batch.length === batchSize) await takeBatch();
    }
  }

  return {
    uploaded: () => ({ bytes, blank, hasEnded }),
    toLookUp: () => toLookUp,
    add: async (chunk) => {
      bytes += chunk.byteLength;
      checkBytes(bytes, limits);
      await takeAll(reader.push(decoder.push(chunk)));
      await takeBatch();
    },
    end: async () => {
      await takeAll(reader.push(decoder.end()));
      await takeAll(reader.end());
      await takeBatch();
      hasEnded = true;
      if (lines > 0) return;
      throw failure('bad-input', { reason: 'list-blank' });
    },
  };
}

type ClassifiedLine = NewLine | { readonly number: number; readonly token: string };

function isReady(line: ClassifiedLine): line is NewLine {
  return !('token' in line);
}

function toLine(item: Exclude<ListItem, { type: 'blank' }>): ClassifiedLine {
  const { line: number } = item;
  if (item.type === 'malformed') return malformedLine(number, item);
  const classified = classifyLine(item.text);
  switch (classified.type) {
    case 'token':
      return { number, token: classified.token };
    case 'malformed':
      return malformedLine(number, classified);
    case 'look-up': {
      const kind = classified.lookups[0]?.type ?? null;
      return { number, text: classified.text, kind, result: { type: 'open' } };
    }
  }
}

function malformedLine(
  number: number,
  { text, reason }: Pick<Extract<ListItem, { type: 'malformed' }>, 'text' | 'reason'>,
): NewLine {
  return { number, text, kind: null, result: { type: 'malformed', reason: reasonToText(reason) } };
}

/** Throws `bad-input` when a list has more bytes than one plan can have. */
export function checkBytes(bytes: number, limits: Pick<ListLimits, 'bytes'>): void {
  if (bytes <= limits.bytes) return;
  const most = Math.round(limits.bytes / 1_024 ** 2);
  throw failure('bad-input', { reason: 'list-too-many-bytes', params: { most } });
}

/** What is stored of a line with an access token: the handle of the session in it. Nothing of the token is sent. */
type ReadToken = (token: string) => Promise<Omit<NewLine, 'number'>>;

/** Keys that were asked for last, also those that the core does not have: a list of foreign tokens asks once. */
const mostKeys = 100;

export function createReadToken(caller: CoreCaller<CorePort>, keys: KeyCache, now: () => number): ReadToken {
  const recent = createRecentAnswers<SigningKey | null>(mostKeys);

  function findKey(kid: string): Promise<SigningKey | null> {
    return recent.get(kid, () => caller.call((port, signal) => keys.find(port, kid, signal)));
  }

  return async (token) => {
    const { error, handle, state } = await verifyToken(token, findKey, now());
    switch (state) {
      case 'malformed':
      case 'incomplete':
        return malformedToken('token-incomplete');
      case 'foreign':
        return malformedToken('token-foreign');
      case 'unverified':
        // All work on the list was stopped. This says nothing about the line.
        if (error?.code === 'aborted') throw new Failure(error);
        return malformedToken('token-not-verified');
      case 'valid':
      case 'expired':
        return handle !== null && isHandle(handle)
          ? { text: handle, kind: 'access-token', result: { type: 'open' } }
          : malformedToken('token-without-session');
    }
  };
}

function malformedToken(code: MalformedCode): Omit<NewLine, 'number'> {
  const reason = reasonToText(malformed(code));
  return { text: 'access token', kind: 'access-token', result: { type: 'malformed', reason } };
}

function isHandle(text: string): boolean {
  const classified = classifyLine(text);
  return classified.type === 'look-up' && classified.lookups[0]?.type === 'session-handle';
}

/** The state of the list afterwards. */
const end = z.enum(['ready', 'stopped']);

const storedState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('uploading') }),
  z.strictObject({ state: z.literal('resolving'), lines: z.enum(['open', 'unread']), end }),
  /** Duplicates are removed. */
  z.strictObject({ state: z.literal('settling'), end }),
  /** Everything was looked up, or the operator stopped it before. */
  z.strictObject({ state: z.literal('ready') }),
  z.strictObject({ state: z.literal('stopped') }),
  z.strictObject({ state: z.literal('failed'), code: z.enum(errorCodes) }),
]);

/** Where a list is. Lines are looked up while it is uploaded, too. */
export type ListState =
  | Exclude<z.infer<typeof storedState>, { state: 'failed' }>
  | { readonly state: 'failed'; readonly error: AppError };

const listPlanning = z.strictObject({ state: storedState, isOwnInDoubt: z.boolean().default(false) });

/** What the document `planning` of a list says. */
export interface ListPlanning {
  readonly state: ListState;
  /** Whether lines were looked up while not all ids of the operator's own users could be read. Lists of earlier versions do not say it. */
  readonly isOwnInDoubt: boolean;
}

/** Of an error only its code is stored. */
export function toListPlanning({ isOwnInDoubt, state }: ListPlanning): z.infer<typeof listPlanning> {
  return {
    state: state.state === 'failed' ? { state: 'failed', code: state.error.code } : state,
    isOwnInDoubt,
  };
}

export function restoredPlanning(planning: unknown): ListPlanning {
  const { isOwnInDoubt, state } = listPlanning.parse(planning);
  return { state: restoredState(state), isOwnInDoubt };
}

/** The state after a restart: a list that was not uploaded to its end has failed, because the rest of it is gone. */
function restoredState(list: z.infer<typeof storedState>): ListState {
  if (list.state === 'uploading') {
    const details = { reason: 'list-upload-interrupted', retryable: false } as const;
    return { state: 'failed', error: failure('interrupted', details).error };
  }
  if (list.state !== 'failed') return list;
  return { state: 'failed', error: failure(list.code, { reason: 'list-incomplete' }).error };
}

/**
 * The document `checkpoint` of a list: what was uploaded, in bytes and in lines that have nothing. `hasEnded`: nothing of it waits
 * to become a line. Lists of earlier versions do not say it: they are taken for ended when all of their bytes came.
 */
export const uploaded = z.strictObject({
  bytes: z.int(),
  blank: z.int(),
  hasEnded: z.boolean().nullable().default(null),
});
export type Uploaded = z.infer<typeof uploaded>;
