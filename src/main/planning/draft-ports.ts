import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import type { Clock } from '../shared/clock.ts';
import type { Backoff } from '../shared/retry/backoff.ts';
import type { Store } from '../store/interface.ts';

/** What drafts need of the rest of the console. */
export interface DraftPorts {
  readonly store: Store;
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  /** Throws a `Failure` when there is no such connection. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  /** The operator's own users, by any of their ids. */
  readonly ownUserIds: () => readonly string[];
  readonly clock: Clock;
  readonly backoff: Backoff;
}
