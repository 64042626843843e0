import type { HandlersOf } from '../../contract/channels/contract.ts';
import { createChanges, createProgressReporter } from '../shared/changes.ts';
import type { AuditStore } from '../store/audit-store.ts';
import type { AuditLog } from './audit-log.ts';
import { createAuditExport } from './exports/audit-exports.ts';
import type { Retention } from './retention.ts';

interface AuditHandlersOptions {
  readonly log: AuditLog;
  readonly store: AuditStore;
  readonly retention: Retention;
  readonly saveFile: Parameters<typeof createAuditExport>[1];
}

/** The head is on screen all the time: it is told a few times a second at most. */
const gapMs = 300;

export function createAuditHandlers({
  log,
  retention,
  saveFile,
  store,
}: AuditHandlersOptions): HandlersOf<'audit'> {
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
