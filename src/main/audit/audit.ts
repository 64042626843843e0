import type { HandlersOf } from '../../contract/channels/contract.ts';
import type { Settings } from '../../contract/domain/app.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { createAuditHandlers } from './audit-handlers.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';
import { createRetention } from './retention.ts';
import { type AuditSecretStore, openSigningKey } from './signing-key.ts';

interface AuditOptions {
  readonly store: { readonly audit: AuditStore };
  readonly dataDirectory: string;
  readonly secretStore: AuditSecretStore;
  readonly settings: () => Pick<Settings, 'operatorName' | 'auditRetention'>;
  /** Asks the operator where to save a file. Null: nowhere. */
  readonly saveFile: (defaultName: string) => Promise<string | null>;
  /** Of the console. */
  readonly version: string;
  readonly clock?: Clock;
}

export interface Audit {
  readonly log: AuditLog;
  readonly handlers: HandlersOf<'audit'>;
  /** Signs the end of the log. Before the store is closed. */
  readonly close: () => Promise<void>;
}

/** The audit log, its key, and what the settings keep of it. */
export async function openAudit(options: AuditOptions): Promise<Audit> {
  const { dataDirectory, saveFile, settings, version } = options;
  const clock = options.clock ?? systemClock;
  const store = options.store.audit;
  const key = await openSigningKey(dataDirectory, options.secretStore);
  const operatorName = () => settings().operatorName;
  const log = await openAuditLog({ store, key, clock, version, operatorName });
  const retention = createRetention({
    store,
    log,
    dataDirectory,
    settings: () => settings().auditRetention,
    clock,
  });
  const closing = new AbortController();
  retention.applyDaily(closing.signal);
  return {
    log,
    handlers: createAuditHandlers({ log, store, retention, saveFile }),
    close: async () => {
      closing.abort();
      await log.close();
    },
  };
}
