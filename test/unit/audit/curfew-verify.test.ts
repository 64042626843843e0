import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, verifyFile } from '../../../scripts/curfew-verify.mjs';
import type { AuditRecord } from '../../../src/contract/domain/audit/record.ts';
import { hashOf, noHash } from '../../../src/main/shared/audit/chain.ts';
import { createTestChain, exportChain, type TestChain, testKey } from './support/audit-records.ts';
import { bundleFiles, zipOf } from './support/example-bundle.ts';
import { exampleLog, exportRun } from './support/example-logs.ts';

const program = resolve(import.meta.dirname, '../../../scripts/curfew-verify.mjs');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-verify-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function written(content: string | Buffer, name = 'log.jsonl'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function check(content: string | Buffer, asked: Parameters<typeof verifyFile>[1] = {}) {
  const name = typeof content === 'string' ? 'log.jsonl' : 'evidence.zip';
  return verifyFile(await written(content, name), asked);
}

/** The chain of somebody who changes records: all hashes from there on are made again, but no signature. */
function rewrite(chain: TestChain, change: (record: AuditRecord) => AuditRecord): TestChain {
  let previous = noHash;
  const records = chain.records.map((record) => {
    const changed = { ...change(record), previous };
    previous = hashOf(changed);
    return { ...changed, hash: previous };
  });
  const last = records.at(-1);
  return { ...chain, records, head: () => ({ sequence: last?.sequence ?? 0, hash: previous }) };
}

const withoutReason = (record: AuditRecord) =>
  record.sequence === 3 ? { ...record, reason: 'nothing special' } : record;

/** Only the first records of a chain, as if no others had ever been. */
function cutAfter(chain: TestChain, count: number): TestChain {
  const records = chain.records.slice(0, count);
  const last = records.at(-1);
  return { ...chain, records, head: () => ({ sequence: count, hash: last?.hash ?? noHash }) };
}

describe('the canonical JSON of curfew-verify', () => {
  it('is that of the library that the console uses', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a lone surrogate, as the library does', () => {
    expect(() => canonicalJson(['\ud800'])).toThrow('surrogate');
    expect(() => canonicalize(['\ud800'])).toThrow('surrogate');
  });

  it('refuses what is nested more deeply than any record', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(() => canonicalJson(deep)).toThrow('deep');
  });
});

// control: changed-evidence-found
describe('a log that was changed by somebody without the key', () => {
  it('does not fit the next signature, even if all hashes were made again', async () => {
    const log = exampleLog(testKey(1));
    const checkpoint = log.records.find(({ action }) => action === 'log.checkpoint');
    const { problem, valid } = await check(await exportChain(rewrite(log, withoutReason)));
    expect(valid).toBe(false);
    expect(problem).toMatchObject({ reason: 'signature', sequence: checkpoint?.sequence });
  });

  it('is found when its signatures are left out', async () => {
    const log = exampleLog(testKey(1));
    const unsigned = { ...rewrite(log, withoutReason), key: () => null };
    unsigned.records.splice(6);
    unsigned.records.splice(1, 1);
    expect((await check(await exportChain(unsigned))).valid).toBe(false);
    const signed = await exportChain(exampleLog(testKey(1)));
    const lines = signed.trimEnd().split('\n');
    const rest = await exportChain({ ...exampleLog(testKey(1)), key: () => null });
    const footer = rest.trimEnd().split('\n').at(-1);
    const { problem } = await check(`${[...lines.slice(0, -1), footer].join('\n')}\n`);
    expect(problem).toMatchObject({ reason: 'not-signed' });
  });

  it('with a key of their own is found by the key that is expected, and tells of the new key without', async () => {
    const forged = cutAfter(exampleLog(testKey(1)), 4);
    const chain = createTestChain(forged.head());
    chain.makeKey(testKey(2), testKey(1));
    chain.add({ reason: 'invented' });
    chain.checkpoint();
    const records = [...forged.records, ...chain.records];
    const text = await exportChain({ ...chain, records });
    expect(await check(text)).toMatchObject({
      valid: true,
      log: {
        newKeys: [
          { sequence: 2, lost: false },
          { sequence: 5, lost: true },
        ],
      },
    });
    const { problem } = await check(text, { keys: [testKey(1).publicKey] });
    expect(problem).toMatchObject({ reason: 'key-unexpected', sequence: 7 });
    const keys = [testKey(1).publicKey, testKey(2).publicKey];
    expect(await check(text, { keys })).toMatchObject({ valid: true });
  });
});

// control: changed-evidence-found
describe('what a chain cannot show by itself', () => {
  const full = exampleLog(testKey(1));
  const heads = [full.head().hash];

  it('is a tail that was cut by somebody who has the key; a head that was kept elsewhere shows it', async () => {
    const cut = await exportChain(cutAfter(full, 10));
    expect(await check(cut)).toMatchObject({ valid: true, log: { last: 10, endsAtHead: true } });
    expect((await check(cut, { heads })).problem).toMatchObject({ reason: 'head' });
    expect(await check(await exportChain(full), { heads })).toMatchObject({ valid: true });
  });

  it('is a log without a key that was made again; a head that was kept elsewhere shows it', async () => {
    const log = exampleLog(null);
    const forged = await exportChain(rewrite(log, withoutReason));
    expect(await check(forged)).toMatchObject({ valid: true, log: { signedTo: null, publicKeys: [] } });
    expect((await check(forged, { heads: [log.head().hash] })).problem).toMatchObject({ reason: 'head' });
    expect((await check(forged, { keys: [testKey(1).publicKey] })).problem).toMatchObject({
      reason: 'not-signed',
    });
  });

  it('is shown for a part too, and for a log that grew since its head was kept', async () => {
    const earlier = full.records[5]?.hash ?? '';
    expect(await check(await exportChain(full), { heads: [earlier] })).toMatchObject({ valid: true });
    const keys = [testKey(1).publicKey];
    expect(await check(await exportRun(full), { heads, keys })).toMatchObject({ valid: true });
    expect((await check(await exportRun(full), { heads: ['1'.repeat(64)] })).valid).toBe(false);
  });
});

// control: changed-evidence-found
describe('the head of a log, named by somebody who changed its records', () => {
  const real = exampleLog(testKey(1));
  const heads = [real.head().hash];
  const keys = [testKey(1).publicKey];
  /** By whom it is signed: nobody, or a key of their own. */
  const forgers = [
    ['nobody', null],
    ['their own key', testKey(2)],
  ] as const;

  it.each(forgers)('confirms no complete log, signed by %s', async (_, key) => {
    const forged = rewrite(exampleLog(key), withoutReason);
    const records = forged.records.filter(({ action }) => action !== 'log.checkpoint').slice(0, 4);
    const last = { sequence: 4, hash: records.at(-1)?.hash ?? noHash };
    const cut = { ...forged, records, head: () => last, key: () => key };
    const text = await exportChain(cut, undefined, { head: real.head().hash });
    expect(await check(text)).toMatchObject({ valid: true });
    expect((await check(text, { heads })).problem).toMatchObject({ reason: 'head-unproven' });
    expect(await check(text, { heads, keys })).toMatchObject({ valid: false });
  });

  it.each(
    forgers,
  )('confirms no selection, signed by %s, also when it has the record of the head', async (_, key) => {
    const finished = real.records.filter(({ action }) => action === 'run.finished').slice(0, 1);
    const made = createTestChain({ sequence: 3, hash: noHash });
    made.add({ reason: 'invented' });
    const records = [...made.records, ...finished];
    const special = { from: 1, to: real.records.length, filter: { userId: 'user-1' } };
    const selection = { ...real, records, key: () => key };
    const ticket = finished.map(({ hash }) => hash);
    const text = await exportChain(selection, undefined, special);
    expect((await check(text, { heads: ticket })).problem).toMatchObject({ reason: 'head-unproven' });
    expect(await check(text, { heads: ticket, keys })).toMatchObject({ valid: false });
  });

  it('confirms no log that begins behind it', async () => {
    const made = createTestChain(real.head());
    made.add({ reason: 'invented' });
    expect((await check(await exportChain(made), { heads })).problem).toMatchObject({
      reason: 'head-unproven',
    });
  });
});

describe('a part of a log', () => {
  it('that begins later is valid, and its key can have been made before or after it', async () => {
    const log = exampleLog(testKey(1));
    const later = { ...log, records: log.records.slice(9) };
    expect(await check(await exportChain(later))).toMatchObject({ valid: true, log: { first: 10 } });
    const earlier = { ...cutAfter(log, 8), key: () => testKey(2) };
    const publicKeys = [testKey(1), testKey(2)].map(({ key, publicKey }) => ({ key, publicKey }));
    const text = await exportChain(earlier, undefined, { publicKeys, head: log.head().hash });
    expect(await check(text)).toMatchObject({ valid: true, log: { last: 8, endsAtHead: false } });
  });

  it('tells of batches that have an intent and no outcome', async () => {
    const log = exampleLog(testKey(1));
    expect(await check(await exportChain(log))).toMatchObject({ log: { openBatches: 0 } });
    log.add({ action: 'batch.intended', outcome: 'intended', details: { batch: 'batch-9', pass: 1 } });
    expect(await check(await exportChain(log))).toMatchObject({ log: { openBatches: 1 } });
  });

  it('with a batch that has no name, or a name without an end, is not valid', async () => {
    for (const batch of ['x'.repeat(1_000), { a: 1 }, undefined]) {
      const log = createTestChain();
      log.add({ action: 'batch.intended', details: { batch } as never });
      expect((await check(await exportChain(log))).problem).toMatchObject({
        reason: 'not-a-record',
        sequence: 1,
      });
    }
  });

  it('that is signed with a key which had been replaced before is not valid', async () => {
    const log = createTestChain();
    log.makeKey(testKey(1));
    log.add();
    log.makeKey(testKey(2), testKey(1));
    log.add();
    const old = testKey(1);
    const { problem } = await check(await exportChain({ ...log, key: () => old }));
    expect(problem).toMatchObject({ reason: 'key-replaced' });
  });
});

/** The same log in files, each of which ends with one of these records. */
async function partsOf(log: TestChain, ...ends: readonly number[]): Promise<string[]> {
  const parts = [...ends, log.records.length].map((end, at) => {
    const records = log.records.slice(ends[at - 1] ?? 0, end);
    const last = { sequence: end, hash: records.at(-1)?.hash ?? noHash };
    return exportChain({ ...log, records, head: () => last }, undefined, { head: log.head().hash });
  });
  const texts = await Promise.all(parts);
  return Promise.all(texts.map((text, at) => written(text, `part-${at + 1}.jsonl`)));
}

describe('an evidence bundle', () => {
  it('with a file more, a file less, or a file twice is not valid', async () => {
    const files = await bundleFiles(testKey(1));
    const [readme] = files;
    if (readme === undefined) throw new Error('The bundle has no files.');
    const more = await zipOf([...files, { ...readme, path: 'more.txt' }]);
    expect((await check(more)).problem).toMatchObject({ reason: 'file-added', path: 'more.txt' });
    expect((await check(await zipOf(files.slice(1)))).problem).toMatchObject({ path: 'README.txt' });
    expect((await check(await zipOf([...files, readme]))).problem).toMatchObject({ reason: 'zip' });
  });

  it('with the log of another revocation, or a manifest without its signature, is not valid', async () => {
    const files = await bundleFiles(testKey(1));
    const edit = (path: string, from: RegExp, to: string) =>
      zipOf(
        files.map((file) =>
          file.path === path
            ? { ...file, content: Buffer.from(file.content.toString().replace(from, to)) }
            : file,
        ),
      );
    const others = await check(await edit('manifest.json', /"revocation-2"/, '"revocation-3"'));
    expect(others.problem).toMatchObject({ reason: 'manifest' });
    const unsigned = await check(await edit('manifest.json', /"signature": ".*"/, '"signature": null'));
    expect(unsigned.problem).toMatchObject({ reason: 'signature', path: 'manifest.json' });
    const dated = await check(await edit('manifest.json', /"2026-03-01T/, '"2026-03-02T'));
    expect(dated.problem).toMatchObject({ reason: 'signature', path: 'manifest.json' });
  });

  it('is not valid when a byte of it was changed and its sums were not, also without a key', async () => {
    const files = (await bundleFiles(null)).map((file) => ({ ...file, compress: false }));
    const zip = await zipOf(files);
    const changed = (from: string, to: string) =>
      Buffer.from(zip.toString('latin1').replace(from, to), 'latin1');
    expect((await check(changed('T12:00:00', 'T12:01:00'))).problem).toMatchObject({ path: 'manifest.json' });
    // Programs that unpack take the name before the bytes, or that in the directory.
    expect((await check(changed('README.txt', 'READYE.txt'))).problem).toMatchObject({
      reason: 'zip',
      path: 'README.txt',
    });
  });

  it('with a link in place of a file, or with two names that are the same on some computers, is not valid', async () => {
    const files = await bundleFiles(testKey(1));
    const zip = await zipOf(files);
    // The mode of the first file, in the directory at the end.
    const at = zip.indexOf(Buffer.from('504b0102', 'hex')) + 38;
    const link = Buffer.from(zip);
    link.writeUInt32LE((0o120777 << 16) >>> 0, at);
    expect((await check(link)).problem).toMatchObject({ reason: 'zip', path: 'README.txt' });
    const [readme] = files;
    const twice = readme ? [...files, { ...readme, path: 'readme.TXT' }] : files;
    expect((await check(await zipOf(twice))).problem).toMatchObject({ reason: 'zip' });
  });

  it('is checked against the expected key and head', async () => {
    const zip = await zipOf(await bundleFiles(testKey(1)));
    const [keys, heads] = [[testKey(1).publicKey], [exampleLog(testKey(1)).head().hash]];
    expect(await check(zip, { keys, heads })).toMatchObject({ valid: true, log: { headConfirmed: true } });
    expect((await check(zip, { keys: [testKey(2).publicKey] })).problem).toMatchObject({
      path: 'audit.jsonl',
    });
  });
});

describe('the program curfew-verify', () => {
  function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    return new Promise((done) => {
      const child = execFile(process.execPath, [program, ...args], (_error, out, err) =>
        done({ code: child.exitCode ?? -1, out, err }),
      );
    });
  }

  it('ends with 0 for a valid file, and says what was checked', async () => {
    const path = await written(await exportChain(exampleLog(testKey(1))));
    const { code, out } = await run('--key', testKey(1).publicKey, path);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`${path}: valid`) });
    expect(out).toContain(exampleLog(testKey(1)).head().hash);
  });

  it('ends with 1 for a changed file, and names the record', async () => {
    const text = await exportChain(exampleLog(testKey(1)));
    const path = await written(text.replace('INC-2', 'INC-7'));
    const { code, out } = await run(path);
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('NOT VALID') });
    expect(out).toMatch(/line 10, record 9: The content of this record does not fit its hash\./);
  });

  it('writes JSON for scripts, a line for each file', async () => {
    const good = await written(await exportChain(exampleLog(null)), 'good.jsonl');
    const bad = await written('', 'bad.jsonl');
    const { code, out } = await run('--json', good, bad);
    const results = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect({ code, results }).toMatchObject({
      code: 1,
      results: [
        { valid: true, type: 'log' },
        { valid: false, problem: { reason: 'empty' } },
      ],
    });
  });

  // control: changed-evidence-found
  it('takes the parts of a log in order, and says which record each of them follows', async () => {
    const files = await partsOf(exampleLog(testKey(1)), 5, 12);
    const { code, out } = await run('--in-order', ...files);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('follows record 12') });
  });

  it('names the first part that does not follow the one before, and checks none behind it', async () => {
    const log = exampleLog(testKey(1));
    const [one = '', two = '', three = '', four = ''] = await partsOf(log, 5, 12, 20);
    const missing = await run('--in-order', one, three, four);
    expect(missing.out).toMatch(/part-3\.jsonl: NOT VALID\n.*ends with record 5.*begins with record 13/);
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('were not checked') });
    expect(missing.out).not.toContain('part-4');
    expect(await run('--in-order', two, one)).toMatchObject({ code: 1 });
    // Of another log: the numbers fit, the chain does not.
    const other = createTestChain({ sequence: 12, hash: 'a'.repeat(64) });
    other.makeKey(testKey(1));
    other.checkpoint();
    const foreign = await written(await exportChain(other), 'foreign.jsonl');
    const { code, out } = await run('--in-order', one, two, foreign);
    expect({ code, out }).toMatchObject({ code: 1 });
    expect(out).toMatch(/foreign\.jsonl: NOT VALID\n.*record 13: The last record of the file before/);
    expect(await run(one, three)).toMatchObject({ code: 0 });
  });

  it('wants parts in order to be whole, signed with the key of the parts before, and a head in one of them', async () => {
    const log = exampleLog(testKey(1));
    const [one = '', two = ''] = await partsOf(log, 12);
    const selection = await written(await exportRun(log), 'selection.jsonl');
    expect((await run('--in-order', selection, two)).out).toContain('This is a selection of a log');
    const next = createTestChain({ sequence: 12, hash: log.records[11]?.hash ?? '' });
    next.add();
    const key = () => testKey(2);
    const publicKeys = [1, 2].map(testKey).map((made) => ({ key: made.key, publicKey: made.publicKey }));
    const replaced = await exportChain({ ...next, key }, undefined, { publicKeys });
    const file = await written(replaced, 'replaced.jsonl');
    expect(await run(file)).toMatchObject({ code: 0 });
    expect((await run('--in-order', one, file)).out).toMatch(/but the key is [0-9a-f]{16}/);
    const early = log.records[3]?.hash ?? '';
    expect(await run('--in-order', '--head', early, one, two)).toMatchObject({ code: 0 });
    const unknown = await run('--in-order', '--head', '1'.repeat(64), one, two);
    expect(unknown.out).toMatch(/part-1\.jsonl: valid[\s\S]*part-2\.jsonl: NOT VALID/);
  });

  it('ends with 2 for a file that is not there, a newer format, and a wrong call', async () => {
    const newer = (await exportChain(exampleLog(null))).replace('"version":1}', '"version":2}');
    const calls = [
      ['gone.jsonl'],
      [await written(newer)],
      [],
      ['--head', 'abc', 'x'],
      ['--key', 'abc', 'x'],
      ['--no'],
    ];
    for (const args of calls) expect({ args, ...(await run(...args)) }).toMatchObject({ code: 2, out: '' });
  });

  it('explains itself', async () => {
    const { code, out } = await run('--help');
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/--head HASH[\s\S]*--key KEY/),
    });
  });

  it('writes nothing to a terminal that would do something there', async () => {
    const zip = await zipOf([{ path: 'a\u001b[2J.txt', content: Buffer.from(''), compress: false }]);
    const { out } = await run(await written(zip, 'evidence.zip'));
    expect(out).toContain('NOT VALID');
    expect(out).not.toContain('\u001b');
  });
});
