import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../../scripts/curfew-verify.mjs';
import {
  createTestChain,
  type TestChain,
  testKey,
  textOf,
} from '../../../../test/unit/audit/support/audit-records.ts';
import { logOf } from '../../../../test/unit/audit/support/log-of-chain.ts';
import { everyRecord } from '../../../contract/domain/audit/log.ts';
import { hasHiddenCharacters } from '../../../contract/domain/text/visible-text.ts';
import { takeSnapshot } from './log-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-log-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function writtenFile(text: string): Promise<string> {
  const path = join(folder, 'log.jsonl');
  await writeFile(path, text);
  return path;
}

function exampleChain(): TestChain {
  const chain = createTestChain();
  chain.makeKey(testKey(1));
  for (let number = 0; number < 10; number += 1) chain.add({ user: `user-${number % 3}` });
  return chain;
}

describe('a file of the log', () => {
  it('has a header, every record, and a footer that signs all bytes before it', async () => {
    const chain = exampleChain();
    const { head, toFile } = await takeSnapshot(logOf(chain), everyRecord);
    const text = await textOf(toFile());
    const lines = text.trimEnd().split('\n');
    const [header, footer] = [lines[0], lines.at(-1)].map((line) => JSON.parse(line ?? ''));
    expect(header).toMatchObject({ type: 'header', from: 1, to: 12, filter: null, complete: true });
    expect(lines.slice(1, -1).map((line) => JSON.parse(line))).toEqual(chain.records);
    const before = text.slice(0, text.lastIndexOf('{"count"'));
    expect(footer).toMatchObject({
      type: 'footer',
      count: 12,
      head: head.hash,
      sha256: createHash('sha256').update(before).digest('hex'),
    });
    const result = await verifyFile(await writtenFile(text), { keys: [testKey(1).publicKey] });
    expect(result).toMatchObject({ valid: true, log: { records: 12, signedTo: 12, endsAtHead: true } });
  });

  it('with a filter says which, and has the head of the whole log', async () => {
    const chain = exampleChain();
    const { toFile } = await takeSnapshot(logOf(chain), { ...everyRecord, userId: 'user-2' });
    const path = await writtenFile(await textOf(toFile()));
    const heads = [chain.head().hash];
    const log = { records: 3, complete: false, filter: { userId: 'user-2' }, headConfirmed: true };
    expect(await verifyFile(path, { heads, keys: [testKey(1).publicKey] })).toMatchObject({
      valid: true,
      log,
    });
    // Of a selection, only a signature ties the records to the head.
    expect(await verifyFile(path, { heads })).toMatchObject({
      valid: false,
      problem: { reason: 'head-unproven' },
    });
  });

  it('ends at the head that it names, whatever is written while it is read', async () => {
    const chain = exampleChain();
    const { head, records } = await takeSnapshot(logOf(chain), everyRecord);
    const sequences: number[] = [];
    for await (const page of records) {
      sequences.push(...page.map(({ sequence }) => sequence));
      chain.add();
    }
    expect(sequences).toHaveLength(12);
    expect(head.sequence).toBe(12);
  });

  it('shows characters that do not show as escapes, and is valid with them', async () => {
    const chain = createTestChain();
    const reason = '\u202eada \ufeff "quoted" \\u202e \u{1f600} \u{e0001} \u007f\n';
    chain.add({ reason });
    const { toFile } = await takeSnapshot(logOf(chain), everyRecord);
    const text = await textOf(toFile());
    expect(text.split('\n').some(hasHiddenCharacters)).toBe(false);
    expect(JSON.parse(text.split('\n')[1] ?? '')).toMatchObject({ reason });
    expect(await verifyFile(await writtenFile(text))).toMatchObject({ valid: true, log: { signedTo: null } });
  });
});
