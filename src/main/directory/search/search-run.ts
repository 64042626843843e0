import type { SearchItem } from '../../../contract/domain/search.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import type { KeyCache } from '../../identity/access-token.ts';
import type { Findings } from './findings.ts';
import type { Lookups } from './lookups.ts';

export interface SearchPorts {
  readonly core: CorePort;
  readonly recordedKeys: RecordedKeys;
  readonly keys: KeyCache;
  readonly now: () => number;
}

/** One search under way: what its lookups work with. */
export interface SearchRun extends SearchPorts {
  readonly lookups: Lookups;
  readonly findings: Findings;
  readonly emit: (items: readonly SearchItem[]) => Promise<void>;
  readonly signal: AbortSignal;
}
