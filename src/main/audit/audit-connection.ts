import { placesOf, splitAddress } from '../../contract/domain/addresses.ts';
import type { AuditConnection } from '../../contract/domain/audit/record.ts';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import { sha256Hex } from '../shared/audit/chain.ts';

/** A connection as a record has it. `coreKeys`: ids of the fixed signing keys of its core; null: not read. */
export function toAuditConnection(
  id: string,
  { address, environment, name }: Pick<ConnectionSettings, 'address' | 'environment' | 'name'>,
  coreKeys: readonly string[] | null,
): AuditConnection {
  return { id, name, environment, address: withoutCredentials(address), core: coreKeys && hashOf(coreKeys) };
}

/** Null: the core has no fixed key. */
function hashOf(coreKeys: readonly string[]): string | null {
  return coreKeys.length === 0 ? null : sha256Hex([...coreKeys].sort().join('\n'));
}

/** A connection has none in its address; what leaves this computer must not rely on that. */
export function withoutCredentials(address: string): string {
  return splitAddress(address)
    .flatMap((part) => (URL.canParse(part) ? placesOf(part) : 'not an address'))
    .join(';');
}
