import type { ConnectionSettings } from '../../../../contract/domain/connection.ts';
import type { CorePort, RecordedKeys } from '../../../core/protocol.ts';
import type { PatienceParts } from './patience.ts';

export interface RulePorts {
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  /** Throws a `Failure` when there is no such connection. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  /** Whether an id is one of the operator's own users. */
  readonly isOwn: (userId: string) => boolean;
  /** Drafts are in its folder `drafts`. */
  readonly dataDirectory: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly wait?: PatienceParts['wait'];
}
