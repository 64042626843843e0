import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { CorePort } from '../core/protocol.ts';

/** Ids of fixed signing keys: a core keeps them while others rotate (fact 16). */
export type CoreKeys = readonly string[];

/** Whether both are of one core. Without any key nothing is recognised. */
export function isSameCore(keys: CoreKeys, others: CoreKeys): boolean {
  return keys.some((kid) => others.includes(kid));
}

/**
 * Reads the keys once, from every address of the connection. Rejects with a `Failure`, also when an address that was asked
 * before cannot be read.
 */
export async function readCoreKeys(core: CorePort, signal?: AbortSignal): Promise<CoreKeys> {
  const { keys, silent } = await core.identity(signal);
  if (silent.length > 0) throw silentAddress(silent);
  return keys;
}

/**
 * For an answer that the operator waits for: asks between two reads of the keys, and waits for nothing. Rejects with
 * `other-core` when another core answers afterwards.
 */
export async function askOneCore<T>(
  core: CorePort,
  ask: () => Promise<T>,
  signal?: AbortSignal,
): Promise<{ readonly keys: CoreKeys; readonly answer: T }> {
  const keys = await readCoreKeys(core, signal);
  const answer = await ask();
  if (!isSameCore(keys, await readCoreKeys(core, signal))) throw otherCore();
  return { keys, answer };
}

interface AddressBefore {
  readonly address: string;
  /** What was read when the connection led there. */
  readonly reason: 'draft-of-other-core' | 'revocation-of-other-core';
}

/**
 * Throws `other-core` when a connection was changed to lead to another address: the users and sessions of the first core
 * are not known there, and would look as if they had ended.
 */
export function checkSameAddress(
  { address, name }: Pick<ConnectionSettings, 'address' | 'name'>,
  before: AddressBefore,
): void {
  if (address === before.address) return;
  throw failure('other-core', { reason: before.reason, params: { name } });
}

export function otherCore(): Failure {
  return failure('other-core', { reason: 'core-replaced' });
}

/** One of several addresses answered calls and does not answer any more. */
export function silentAddress(addresses: readonly string[]): Failure {
  return failure('unreachable', {
    reason: 'core-identity-unread',
    params: { host: addresses.join(', ') },
  });
}
