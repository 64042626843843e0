import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { AppError } from '../../../../contract/errors.ts';
import type { CorePort, RecordedKeys, SessionRead, SessionReadInFull } from '../../../core/protocol.ts';
import type { RuleFacts } from './facts.ts';
import { errorOf, mostAttempts, type Patience } from './patience.ts';

export interface SessionFacts extends Pick<Required<RuleFacts>, 'session'>, Pick<RuleFacts, 'payloads'> {
  readonly session: SessionRow;
}

interface Tools {
  readonly core: () => CorePort;
  readonly keys: RecordedKeys;
  readonly patience: Patience;
}

interface Reading {
  readonly inFull: boolean;
  readonly signal: AbortSignal;
  readonly onFound: (found: readonly SessionFacts[]) => Promise<void>;
}

/** So that a user with a million sessions is neither sent to the worker nor held here at once. */
const sliceSize = 500;

/**
 * Reads the sessions of these handles, slice by slice. Those that ended meanwhile are none; those that cannot be read
 * although the core answers are given back. Rejects with `CoreAway`.
 */
export async function readSessionFacts(
  tools: Tools,
  handles: readonly string[],
  reading: Reading,
): Promise<{ readonly unread: readonly string[] }> {
  const unread: string[] = [];
  for (let at = 0; at < handles.length; at += sliceSize) {
    unread.push(...(await readSlice(tools, handles.slice(at, at + sliceSize), reading)));
  }
  return { unread };
}

async function readSlice(tools: Tools, slice: readonly string[], reading: Reading): Promise<string[]> {
  const left = new Set(slice);
  for (let attempt = 1; left.size > 0; attempt++) {
    const before = left.size;
    const error = await readOnce(tools, left, reading);
    if (!error) break;
    await tools.patience.untilAnswers(error, reading.signal);
    // As long as some more can be read each time, it is the way to the core that is bad.
    if (left.size < before) attempt = 0;
    if (attempt === mostAttempts) break;
  }
  return [...left];
}

/** Takes from `left` what was read. Gives the first error. */
async function readOnce(
  { core, keys }: Tools,
  left: Set<string>,
  { inFull, signal, onFound }: Reading,
): Promise<AppError | undefined> {
  let error: AppError | undefined;
  let taken: Promise<void> = Promise.resolve();

  function take(batch: readonly (SessionRead | SessionReadInFull)[]): void {
    const found: SessionFacts[] = [];
    for (const read of batch) {
      if (read.outcome === 'failed') {
        error ??= read.error;
        continue;
      }
      if (read.outcome === 'found') found.push(factsOf(read));
      left.delete(read.outcome === 'found' ? handleOf(read) : read.handle);
    }
    taken = taken.then(() => onFound(found));
    // Whoever awaits `taken` gets the rejection; until then it is nobody's.
    taken.catch(() => undefined);
  }

  const input = { handles: [...left], keys };
  try {
    if (inFull) await core().sessionsInFull(input, take, signal);
    else await core().sessions(input, take, signal);
  } catch (thrown) {
    // Nothing may be taken any more when this has ended.
    await taken;
    return errorOf(thrown, signal);
  }
  await taken;
  return error;
}

type Found = Extract<SessionRead | SessionReadInFull, { readonly outcome: 'found' }>;

function handleOf(read: Found): string {
  return 'row' in read ? read.row.handle : read.session.handle;
}

function factsOf(read: Found): SessionFacts {
  if ('row' in read) return { session: read.row };
  const { userDataInDatabase, userDataInJWT, ...session } = read.session;
  return { session, payloads: { userDataInDatabase, userDataInJWT } };
}
