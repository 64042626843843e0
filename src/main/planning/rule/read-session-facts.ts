import type { SessionRow } from '../../../contract/domain/session.ts';
import type { CorePort, RecordedKeys, SessionRead, SessionReadInFull } from '../../core/protocol.ts';
import type { BulkReading } from '../../shared/retry/bulk-reading.ts';
import type { CoreCaller } from '../../shared/retry/core-caller.ts';
import type { RuleFacts } from './conditions/facts.ts';

export interface SessionFacts extends Pick<Required<RuleFacts>, 'session'>, Pick<RuleFacts, 'payloads'> {
  readonly session: SessionRow;
}

interface ReadSessionFacts {
  readonly core: CoreCaller<CorePort>;
  readonly handles: readonly string[];
  readonly keys: RecordedKeys;
  /** With payloads. */
  readonly inFull: boolean;
  readonly signal: AbortSignal;
  /** Before each slice: resolves when there is room for it. */
  readonly room: () => Promise<void>;
  readonly onFound: (found: readonly SessionFacts[]) => void;
}

type FoundRow = Extract<SessionRead, { readonly outcome: 'found' }>;
type FoundInFull = Extract<SessionReadInFull, { readonly outcome: 'found' }>;

/** So many sessions are read before there has to be room for their matches. */
const sliceSize = 500;

/**
 * Reads the sessions of these handles. Sessions that ended meanwhile are left out. Resolves with the handles that could
 * not be read although the core works. Rejects with `aborted`, or with what `room` rejects with.
 */
export async function readSessionFacts({
  core,
  handles,
  keys,
  inFull,
  signal,
  room,
  onFound,
}: ReadSessionFacts): Promise<readonly string[]> {
  const unread: string[] = [];

  function take<Found extends FoundRow | FoundInFull>(
    factsOf: (found: Found) => SessionFacts,
  ): BulkReading<CorePort, Found>['onBatch'] {
    return (batch) => {
      const found: SessionFacts[] = [];
      for (const read of batch) {
        if (read.outcome === 'found') found.push(factsOf(read));
        else if (read.outcome === 'failed') unread.push(read.handle);
      }
      onFound(found);
    };
  }

  async function readSlice(slice: readonly string[]): Promise<void> {
    if (inFull) {
      await core.readAll<FoundInFull>({
        handles: slice,
        signal,
        read: (port, some, onBatch, either) => port.sessionsInFull({ handles: some, keys }, onBatch, either),
        handleOf: ({ session }) => session.handle,
        onBatch: take(({ session: { userDataInDatabase, userDataInJWT, ...session } }) => ({
          session,
          payloads: { userDataInDatabase, userDataInJWT },
        })),
      });
    } else {
      await core.readAll<FoundRow>({
        handles: slice,
        signal,
        read: (port, some, onBatch, either) => port.sessions({ handles: some, keys }, onBatch, either),
        handleOf: ({ row }) => row.handle,
        onBatch: take(({ row }) => ({ session: row })),
      });
    }
  }

  for (let at = 0; at < handles.length; at += sliceSize) {
    // Not while a call is under way: a pause would wait for the call, and the call for the end of the pause.
    await room();
    await readSlice(handles.slice(at, at + sliceSize));
  }
  return unread;
}
