import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyFile } from '../../../scripts/curfew-verify.mjs';
import { everyRecord } from '../../../src/contract/domain/audit/log.ts';
import type { ExportItem } from '../../../src/contract/domain/rows.ts';
import { createAuditExport } from '../../../src/main/audit/exports/audit-exports.ts';
import { temporaryFolder } from '../support/store/test-store.ts';
import { endOf, entryOf, intentOf, openTestLog, type TestLog, testSecrets } from './support/test-log.ts';

/** Exports from the real log over the real store, and checks the file as an auditor does. */
async function exportAndVerify(
  { log }: TestLog,
  filter: Partial<typeof everyRecord> = {},
  asked: Parameters<typeof verifyFile>[1] = {},
) {
  const path = join(await temporaryFolder(), 'log.jsonl');
  const items: ExportItem[] = [];
  await createAuditExport(log, async () => path)(
    { filter: { ...everyRecord, ...filter }, format: 'json-lines' },
    { signal: new AbortController().signal, emit: async (told) => void items.push(...told) },
  );
  expect(items.at(-1)).toMatchObject({ type: 'done', exported: { path } });
  return verifyFile(path, asked);
}

async function filledLog(): Promise<TestLog> {
  const made = await openTestLog();
  const entries = Array.from({ length: 1_200 }, (_, number) =>
    entryOf({ user: `user-${number % 5}`, reason: `Reason ${number} \u202e` }),
  );
  await Promise.all(entries.map((entry) => made.log.record(entry)));
  await made.log.record(intentOf('batch-1', ['s-1', 's-2'], ['user-1']));
  await made.log.record(endOf('batch-1'));
  return made;
}

describe('an export of the real log', () => {
  it('is complete and signed with the key of the installation, up to its head', async () => {
    const made = await filledLog();
    const [key] = await made.log.publicKeys();
    const before = made.log.head()?.hash ?? '';
    const result = await exportAndVerify(made, {}, { keys: [key?.publicKey ?? ''], heads: [before] });
    expect(result).toMatchObject({
      valid: true,
      problem: null,
      log: { first: 1, complete: true, endsAtHead: true, headConfirmed: true, openBatches: 0 },
    });
    expect(result.log?.signedTo).toBe(result.log?.last);
  });

  it('follows the export before it, which is a record of it', async () => {
    const made = await filledLog();
    const first = await exportAndVerify(made);
    const second = await exportAndVerify(made, {}, { heads: [first.log?.head ?? ''] });
    expect(second).toMatchObject({ valid: true, log: { headConfirmed: true } });
    expect(second.log?.records).toBeGreaterThan(first.log?.records ?? 0);
  });

  it('with a filter has its records, those of batches included, and is valid', async () => {
    const made = await filledLog();
    expect(await exportAndVerify(made, { userId: 'user-1' })).toMatchObject({
      valid: true,
      problem: null,
      log: { records: 240 + 2, complete: false, filter: { userId: 'user-1' } },
    });
  });

  it('of a console that lost its key is valid with both keys, and names the record of the new one', async () => {
    const secrets = testSecrets();
    const first = await openTestLog(undefined, secrets);
    await first.log.record(entryOf());
    await first.close();
    secrets.state = 'of-another-user';
    const second = await openTestLog(first.folder, secrets);
    secrets.state = 'available';
    await second.log.record(entryOf());
    const result = await exportAndVerify(second);
    expect(result).toMatchObject({ valid: true, log: { newKeys: [{ lost: false }, { lost: true }] } });
    const keys = (await second.log.publicKeys()).map(({ publicKey }) => publicKey);
    expect(keys).toHaveLength(2);
    expect(await exportAndVerify(second, {}, { keys })).toMatchObject({ valid: true });
    expect(await exportAndVerify(second, {}, { keys: keys.slice(0, 1) })).toMatchObject({
      valid: false,
      problem: { reason: 'key-unexpected' },
    });
  });

  it('without a secret store is valid, and not signed; when the log was signed before, it is not valid', async () => {
    const secrets = testSecrets();
    secrets.state = 'absent';
    const unsigned = await openTestLog(undefined, secrets);
    await unsigned.log.record(entryOf());
    expect(await exportAndVerify(unsigned)).toMatchObject({ valid: true, log: { signedTo: null } });

    const signed = await openTestLog();
    await signed.log.record(entryOf());
    await signed.close();
    const without = await openTestLog(signed.folder, secrets);
    expect(await exportAndVerify(without)).toMatchObject({ valid: false, problem: { reason: 'not-signed' } });
  });
});
