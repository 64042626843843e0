import type { HandlersOf } from '../../contract/channels/contract.ts';
import type { Settings } from '../../contract/domain/app.ts';
import { createChanges, createProgressReporter } from '../shared/changes.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';
import { createAuditExport } from './exports/audit-exports.ts';
import { createRetention, type Retention } from './retention.ts';
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

interface AuditHandlersOptions {
  readonly log: AuditLog;
  readonly store: AuditStore;
  readonly retention: Retention;
  readonly saveFile: Parameters<typeof createAuditExport>[1];
}

/** The head is on screen all the time: it is told a few times a second at most. */
const gapMs = 300;

function createAuditHandlers({ log, retention, saveFile, store }: AuditHandlersOptions): HandlersOf<'audit'> {
  const changes = createChanges();
  log.onHead(() => changes.notify());

  return {
    'audit.watch': async (_input, { emit, signal }) => {
      await changes.follow(
        async () => {
          // What is on disk cannot be read now: the rest is still true.
          await log.refresh().catch(() => undefined);
          await emit([log.state()]);
        },
        signal,
        gapMs,
      );
    },
    'audit.page': (request) => store.page(request),
    'audit.count': async (request) => ({ count: await store.count(request) }),
    'audit.neighbours': async (request) => [...(await store.neighbours(request))],
    'audit.days': async (request) => [...(await store.days(request))],
    'audit.retention': async () => {
      const { outdated, segments, ...size } = await retention.size();
      const count = outdated === null ? 0 : outdated.to - outdated.from + 1;
      return { ...size, outdated: count, segments: [...segments] };
    },
    'audit.applyRetention': async (_input, { emit, signal }) => {
      const report = createProgressReporter(emit);
      const segment = await retention.apply({
        signal,
        onProgress: (step, done, of) => report([{ type: 'progress', step, done, of }]),
      });
      changes.notify();
      await emit([{ type: 'done', segment }]);
    },
    'audit.export': createAuditExport(log, saveFile),
    'audit.verify': async (_input, { emit, signal }) => {
      const keys = Object.fromEntries((await log.publicKeys()).map(({ key, publicKey }) => [key, publicKey]));
      const report = createProgressReporter(emit);
      const verdict = await store.verify(
        { keys },
        { signal, onProgress: ({ done, of }) => report([{ type: 'progress', done, of }]) },
      );
      await emit([{ type: 'done', verdict }]);
    },
  };
}
