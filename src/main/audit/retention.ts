import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Settings } from '../../contract/domain/app.ts';
import { type AuditSegment, everyRecord } from '../../contract/domain/audit/log.ts';
import type { AuditRecord } from '../../contract/domain/audit/record.ts';
import { failure } from '../../contract/failure.ts';
import type { Clock } from '../shared/clock.ts';
import { createLimit } from '../shared/concurrency/limit.ts';
import { writeText } from '../shared/export/write-export.ts';
import type { AuditRetentionRules, AuditSize, AuditStore } from '../store/audit-store.ts';
import type { AuditLog } from './audit-log.ts';
import { toLogFile } from './exports/log-file.ts';

type Outdated = NonNullable<AuditSize['outdated']>;

interface RetentionOptions {
  readonly store: AuditStore;
  readonly log: AuditLog;
  /** Segments are in its folder `audit`. */
  readonly dataDirectory: string;
  readonly settings: () => Settings['auditRetention'];
  readonly clock: Clock;
}

interface RetentionCall {
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: 'exporting' | 'removing', done: number, of: number) => void;
}

export interface Retention {
  readonly size: () => Promise<AuditSize>;
  /** Exports, seals and removes what the settings do not keep; null: that is nothing. */
  readonly apply: (call?: RetentionCall) => Promise<AuditSegment | null>;
  /** The same now and every day, where the settings ask for it. Ends with the signal. */
  readonly applyDaily: (signal: AbortSignal) => void;
}

const dayMs = 24 * 60 * 60 * 1000;
const pageSize = 500;
const neverAborted = new AbortController().signal;

export function createRetention(options: RetentionOptions): Retention {
  const { clock, log, settings, store } = options;
  const oneByOne = createLimit(1);

  function rules(): AuditRetentionRules {
    const { days, megabytes } = settings();
    return {
      before: days === null ? null : clock.now() - days * dayMs,
      bytes: megabytes === null ? null : megabytes * 1024 * 1024,
    };
  }

  async function* recordsOf(
    { from, to }: Outdated,
    { signal, onProgress }: RetentionCall,
  ): AsyncGenerator<readonly AuditRecord[], void, undefined> {
    for (let after = from - 1; after < to; ) {
      signal?.throwIfAborted();
      const page = await store.records({ filter: everyRecord, after, to, limit: pageSize });
      const last = page.at(-1);
      if (!last) throw failure('internal', { reason: 'numbers-do-not-add-up' });
      yield page;
      after = last.sequence;
      onProgress?.('exporting', after - from + 1, to - from + 1);
    }
  }

  /** A file that can be checked by itself. It replaces one that was written before and not sealed. */
  async function exportSegment(outdated: Outdated, call: RetentionCall): Promise<AuditSegment> {
    const { from, to } = outdated;
    const folder = join(options.dataDirectory, 'audit');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `curfew-audit-${from}-${to}.jsonl`);
    const publicKeys = await log.publicKeys();
    const head = log.head()?.hash ?? '';
    const records = recordsOf(outdated, call);
    const text = toLogFile({ from, to, filter: null, publicKeys, head, records, sign: log.sign });
    const written = await writeText({ path, text, signal: call.signal ?? neverAborted });
    return { from, to, sealedAt: clock.now(), path, ...written };
  }

  async function seal({ from, to, path, sha256 }: AuditSegment): Promise<void> {
    const [last] = await store.records({ filter: everyRecord, after: to - 1, to, limit: 1 });
    const key = log.state().signing.state === 'signed' ? await keyNow() : {};
    const file = basename(path);
    const details = { from, to, count: to - from + 1, sha256, head: last?.hash ?? null, file, ...key };
    await log.record({
      action: 'log.segment-sealed',
      outcome: 'done',
      details,
      correlation: `segment ${to}`,
    });
  }

  /** The record that introduced the key can be in the segment. */
  async function keyNow(): Promise<{ readonly key: string; readonly publicKey: string } | object> {
    return (await log.publicKeys()).at(-1) ?? {};
  }

  async function applyOnce(call: RetentionCall): Promise<AuditSegment | null> {
    const { outdated, segments } = await store.size(rules());
    const last = segments.at(-1);
    // The console ended before the last one was removed.
    if (last && outdated && outdated.from <= last.to) {
      await remove(call);
      return last;
    }
    if (!outdated) return null;
    await log.checkpoint();
    const segment = await exportSegment(outdated, call);
    call.signal?.throwIfAborted();
    await seal(segment);
    await store.addSegment(segment);
    await remove(call);
    return segment;
  }

  async function remove({ onProgress }: RetentionCall): Promise<void> {
    await store.removeSegments({ onProgress: ({ done, of }) => onProgress?.('removing', done, of) });
    await log.refresh();
  }

  async function applyToday(): Promise<void> {
    const { segments } = await store.size(rules());
    const last = segments.at(-1);
    const isDue = last === undefined || clock.now() - last.sealedAt >= dayMs;
    if (isDue) await oneByOne.run(() => applyOnce({}));
  }

  return {
    size: () => store.size(rules()),
    apply: (call = {}) => oneByOne.run(() => applyOnce(call)),
    applyDaily(signal) {
      function next(): void {
        const { days, megabytes } = settings();
        // What fails now is tried again, and shown where the operator asks for it.
        if (days !== null || megabytes !== null) applyToday().catch(() => undefined);
        const cancel = clock.after(dayMs / 4, next);
        signal.addEventListener('abort', cancel, { once: true });
      }
      if (!signal.aborted) next();
    },
  };
}
