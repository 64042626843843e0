import type { ConnectionSettings } from '../../../../contract/domain/connection.ts';
import type { CorePort, RecordedKeys } from '../../../core/protocol.ts';
import type { KeyCache } from '../../../identity/tokens/key-cache.ts';
import type { ListLimits } from './list-input.ts';

export interface ListPorts {
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  /** Throws a `Failure` when there is no such connection. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  readonly signingKeys: KeyCache;
  /** The operator's own users. */
  readonly ownUserIds: () => readonly string[];
  /** Drafts are in its folder `drafts`. */
  readonly dataDirectory: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly limits?: ListLimits;
}
