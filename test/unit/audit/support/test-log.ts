import { onTestFinished } from 'vitest';
import type { AuditFilter, AuditVerdict } from '../../../../src/contract/domain/audit/log.ts';
import { everyRecord } from '../../../../src/contract/domain/audit/log.ts';
import type { AuditRecord } from '../../../../src/contract/domain/audit/record.ts';
import { failure } from '../../../../src/contract/failure.ts';
import type { AuditEntry } from '../../../../src/main/audit/audit-entry.ts';
import { type AuditLog, openAuditLog } from '../../../../src/main/audit/audit-log.ts';
import { type AuditSecretStore, openSigningKey } from '../../../../src/main/audit/signing-key.ts';
import { systemClock } from '../../../../src/main/shared/clock.ts';
import type { AuditStore } from '../../../../src/main/store/audit-store.ts';
import type { DeliveryQueue } from '../../../../src/main/store/deliveries.ts';
import { openTestStore, type TestStoreOptions, temporaryFolder } from '../../support/store/test-store.ts';

/** Seals by turning the text round; `state` can be changed at any time. */
export interface TestSecrets extends AuditSecretStore {
  state: 'available' | 'absent' | 'locked' | 'of-another-user';
  seal: AuditSecretStore['seal'];
}

export function testSecrets(): TestSecrets {
  const turn = (text: string): string => [...text].reverse().join('');
  function refuse(secrets: TestSecrets): void {
    const reasons = {
      absent: 'no-secret-store',
      locked: 'secret-store-locked',
      'of-another-user': 'stored-key-unreadable',
    } as const;
    if (secrets.state !== 'available')
      throw failure('secret-store-unavailable', { reason: reasons[secrets.state] });
  }
  const secrets: TestSecrets = {
    state: 'available',
    seal: async (text) => {
      if (secrets.state !== 'of-another-user') refuse(secrets);
      return turn(text);
    },
    unseal: async (sealed) => {
      refuse(secrets);
      return { text: turn(sealed) };
    },
  };
  return secrets;
}

export interface TestLog {
  readonly log: AuditLog;
  readonly store: AuditStore;
  /** In the same file. */
  readonly deliveries: DeliveryQueue;
  readonly folder: string;
  /** As the console does at its end. */
  readonly close: () => Promise<void>;
}

/** The real log over the real store, on this folder. */
export async function openTestLog(
  folder?: string,
  secrets = testSecrets(),
  threads: Pick<TestStoreOptions, 'spawn'> = {},
): Promise<TestLog> {
  const where = folder ?? (await temporaryFolder());
  const store = await openTestStore(where, threads);
  const key = await openSigningKey(where, secrets);
  const log = await openAuditLog({
    store: store.audit,
    key,
    clock: systemClock,
    version: '1.2.3',
    operatorName: () => 'Ada',
  });
  const close = async () => {
    await log.close();
    await store.close();
  };
  onTestFinished(close);
  return { log, store: store.audit, deliveries: store.deliveries, folder: where, close };
}

export function entryOf(more: Partial<AuditEntry> = {}): AuditEntry {
  return { action: 'user.viewed', outcome: 'done', correlation: 'call', ...more };
}

/** An intent, as a run makes one. */
export function intentOf(
  batch: string,
  handles: readonly string[],
  userIds: readonly string[] = [],
): AuditEntry {
  return entryOf({
    action: 'batch.intended',
    outcome: 'intended',
    correlation: 'run',
    revocation: 'run',
    details: { batch, pass: 1, count: handles.length, sha256: '' },
    targets: { handles, userIds },
  });
}

export function endOf(batch: string): AuditEntry {
  return entryOf({
    action: 'batch.ended',
    correlation: 'run',
    revocation: 'run',
    details: { batch, pass: 1, count: 1, sha256: '' },
  });
}

export async function allRecords(
  { log }: Pick<TestLog, 'log'>,
  filter: Partial<AuditFilter> = {},
): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const page of log.records({ ...everyRecord, ...filter })) records.push(...page);
  return records;
}

export function actionsOf(records: readonly AuditRecord[]): string[] {
  return records.map(({ action }) => action);
}

/** The public keys by their names. */
export async function keysOf({ log }: Pick<TestLog, 'log'>): Promise<Record<string, string>> {
  return Object.fromEntries((await log.publicKeys()).map(({ key, publicKey }) => [key, publicKey]));
}

export async function verdictOf(made: Pick<TestLog, 'log' | 'store'>): Promise<AuditVerdict> {
  return made.store.verify({ keys: await keysOf(made) });
}
