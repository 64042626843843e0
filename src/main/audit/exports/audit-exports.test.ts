import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../../scripts/curfew-verify.mjs';
import {
  createTestChain,
  type TestChain,
  testKey,
} from '../../../../test/unit/audit/support/audit-records.ts';
import { logOf } from '../../../../test/unit/audit/support/log-of-chain.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import type { AuditExportFormat } from '../../../contract/domain/audit/export.ts';
import { everyRecord } from '../../../contract/domain/audit/log.ts';
import type { ExportItem } from '../../../contract/domain/rows.ts';
import { failure } from '../../../contract/failure.ts';
import type { AuditLog } from '../audit-log.ts';
import { createAuditExport } from './audit-exports.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-audit-export-'));
});
afterEach(() => rm(folder, { recursive: true }));

function exampleChain(): TestChain {
  const chain = createTestChain();
  chain.makeKey(testKey(1));
  for (let number = 0; number < 9; number += 1)
    chain.add({ user: `user-${number % 3}`, reason: number === 4 ? '=cmd()\u202e' : null });
  return chain;
}

interface Run {
  readonly format?: AuditExportFormat;
  readonly filter?: typeof everyRecord;
  readonly log?: AuditLog;
  readonly signal?: AbortSignal;
  readonly onItem?: (item: ExportItem) => void;
}

/** Exports into the folder under the name that is proposed; what is told is returned. */
async function exportFrom(chain: TestChain, run: Run = {}) {
  const { filter = everyRecord, format = 'json-lines', log = logOf(chain), onItem } = run;
  const items: ExportItem[] = [];
  const write = createAuditExport(log, async (name) => join(folder, name));
  await write(
    { filter, format },
    {
      signal: run.signal ?? new AbortController().signal,
      emit: async (told) => {
        items.push(...told);
        for (const item of told) onItem?.(item);
      },
    },
  );
  const last = items.at(-1);
  const exported = last?.type === 'done' ? last.exported : null;
  return { exported, items, text: exported ? await readFile(exported.path, 'utf8') : '' };
}

describe('an export of the audit log', () => {
  it('as JSON lines is signed until its end, and valid', async () => {
    const chain = exampleChain();
    const { exported } = await exportFrom(chain);
    expect(exported).toMatchObject({ rows: 11, path: expect.stringMatching(/audit-log-[\d-]{10}\.jsonl$/) });
    expect(await verifyFile(exported?.path ?? '', { keys: [testKey(1).publicKey] })).toMatchObject({
      valid: true,
      log: { records: 11, complete: true, endsAtHead: true, signedTo: 11 },
    });
  });

  it('has only the records of its filter', async () => {
    const filter = { ...everyRecord, userId: 'user-2' };
    const { exported, items, text } = await exportFrom(exampleChain(), { filter });
    expect(text.trimEnd().split('\n')).toHaveLength(3 + 2);
    expect(exported?.rows).toBe(3);
    expect(await verifyFile(exported?.path ?? '')).toMatchObject({ valid: true, log: { complete: false } });
    // Of a selection nobody knows the number before it is read: the progress is that through the log.
    expect(items[0]).toMatchObject({ type: 'progress', step: 'writing', of: 11 });
  });

  it('as CSV has a row for each record, and runs nothing in a spreadsheet', async () => {
    const { text } = await exportFrom(exampleChain(), { format: 'csv' });
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 11);
    expect(lines[0]).toMatch(/^\ufeffsequence,time,elapsed_ms,action,outcome,operator,/);
    expect(lines[6]).toContain(",'=cmd()\\u{202e},");
  });

  it.each(['ocsf', 'ecs'] as const)('as %s has an event for each record', async (format) => {
    const chain = exampleChain();
    const { text } = await exportFrom(chain, { format });
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map((event) => event.metadata?.uid ?? event.event.id)).toEqual(
      chain.records.slice(0, 11).map(({ hash }) => hash),
    );
    expect(text).not.toContain('\u202e');
  });

  it('is recorded itself, with the sum over its bytes', async () => {
    const chain = exampleChain();
    const { exported, text } = await exportFrom(chain, { format: 'ocsf' });
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(chain.records.at(-1)).toMatchObject({
      action: 'export.written',
      outcome: 'done',
      details: { format: 'ocsf', rows: 11, bytes: exported?.bytes, sha256 },
    });
  });

  it('leaves no file when the log cannot record it', async () => {
    const chain = exampleChain();
    const log = { ...logOf(chain), record: () => Promise.reject(failure('disk-full')) };
    expect(await errorOf(exportFrom(chain, { log }))).toMatchObject({ code: 'disk-full' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('that is stopped leaves no file and no record', async () => {
    const chain = exampleChain();
    const controller = new AbortController();
    const run = exportFrom(chain, { signal: controller.signal, onItem: () => controller.abort() });
    expect(await errorOf(run)).toMatchObject({ code: 'aborted' });
    expect(await readdir(folder)).toEqual([]);
    expect(chain.records.map(({ action }) => action)).not.toContain('export.written');
  });

  it('without a chosen file writes nothing, and signs nothing', async () => {
    const chain = exampleChain();
    const items: ExportItem[] = [];
    const write = createAuditExport(logOf(chain), async () => null);
    const context = {
      signal: new AbortController().signal,
      emit: async (told: readonly ExportItem[]) => void items.push(...told),
    };
    await write({ filter: everyRecord, format: 'csv' }, context);
    expect(items).toEqual([{ type: 'done', exported: null }]);
    expect(chain.records).toHaveLength(10);
  });
});
