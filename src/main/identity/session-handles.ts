import type { AppError } from '../../contract/errors.ts';
import type {
  CorePort,
  RecordedKeys,
  SessionRead,
  SessionReadForEvidence,
  SessionReadInFull,
} from '../core/protocol.ts';
import type { CoreCaller } from '../shared/retry/core-caller.ts';

interface SessionsRead<Read> {
  readonly handles: readonly string[];
  readonly keys: RecordedKeys;
  /** Gets each handle once, and the next batch when it is done with the one before. */
  readonly onBatch: (batch: readonly Read[]) => Promise<void> | void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the sessions of these handles, through outages when the caller waits for them. What stays `failed` could not be
 * read although the core works. Rejects with `aborted`, or with what `onBatch` throws.
 */
export function readAllSessions(
  caller: CoreCaller<CorePort>,
  { handles, keys, onBatch, signal }: SessionsRead<SessionRead>,
): Promise<void> {
  return caller.readAll<SessionRead>({
    ...{ ids: handles, onBatch, signal, toFailed },
    idOf: (read) => (read.type === 'found' ? read.row.handle : read.handle),
    read: (core, batch, take, either) => core.sessions({ handles: batch, keys }, take, either),
  });
}

/** The same with payloads. */
export function readAllSessionsInFull(
  caller: CoreCaller<CorePort>,
  { handles, keys, onBatch, signal }: SessionsRead<SessionReadInFull>,
): Promise<void> {
  return caller.readAll<SessionReadInFull>({
    ...{ ids: handles, onBatch, signal, toFailed },
    idOf: (read) => (read.type === 'found' ? read.session.handle : read.handle),
    read: (core, batch, take, either) => core.sessionsInFull({ handles: batch, keys }, take, either),
  });
}

/** The same with payloads as they may be kept: see `createRedactor`. */
export function readAllSessionsForEvidence(
  caller: CoreCaller<CorePort>,
  {
    handles,
    hiddenNames,
    keys,
    onBatch,
    signal,
  }: SessionsRead<SessionReadForEvidence> & { readonly hiddenNames: readonly string[] },
): Promise<void> {
  return caller.readAll<SessionReadForEvidence>({
    ...{ ids: handles, onBatch, signal, toFailed },
    idOf: (read) => (read.type === 'found' ? read.session.handle : read.handle),
    read: (core, batch, take, either) =>
      core.sessionsForEvidence({ handles: batch, hiddenNames, keys }, take, either),
  });
}

function toFailed(handle: string, error: AppError) {
  return { type: 'failed', handle, error } as const;
}

/**
 * The tenant that a session handle names: `UUID` is in `public`, `UUID_TENANT` elsewhere. An underscore with nothing
 * after it counts as none, as in the core.
 */
export function tenantOfHandle(handle: string): string {
  const at = handle.indexOf('_');
  return at < 0 || at === handle.length - 1 ? 'public' : handle.slice(at + 1);
}
