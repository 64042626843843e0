import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readZip } from '../../../../test/unit/audit/support/evidence-bundle.ts';
import { writeZip, type ZipPart } from './zip-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-zip-'));
});
afterEach(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;
const made = new Date('2026-11-27T12:00:00.000Z');

async function zipOf(parts: readonly ZipPart[], signal = never) {
  const path = join(folder, 'out.zip');
  const file = await open(path, 'w');
  try {
    return { path, ...(await writeZip(file, parts, { made, signal })) };
  } finally {
    await file.close();
  }
}

function part(path: string, ...pieces: readonly string[]): ZipPart {
  return {
    path,
    content: async function* () {
      yield* pieces;
    },
  };
}

describe('a zip', () => {
  it('has its parts as they were written, and says its own sum', async () => {
    const { bytes, path, sha256 } = await zipOf([
      part('a.txt', 'one ', 'two'),
      part('b.txt'),
      part('c.txt', 'ü'),
    ]);
    expect([...(await readZip(path))]).toEqual([
      ['a.txt', 'one two'],
      ['b.txt', ''],
      ['c.txt', 'ü'],
    ]);
    const content = await readFile(path);
    expect(bytes).toBe(content.length);
    expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('gives each part the sums of those before it', async () => {
    const seen: unknown[] = [];
    const looking: ZipPart = {
      path: 'last.txt',
      content: async function* (before) {
        seen.push(...before);
        yield '';
      },
    };
    await zipOf([part('a.txt', 'one'), looking]);
    const sha256 = createHash('sha256').update('one').digest('hex');
    expect(seen).toEqual([{ path: 'a.txt', bytes: 3, sha256 }]);
  });

  it('is written as it comes: no more than a few megabytes of it wait', async () => {
    const path = join(folder, 'large.zip');
    const file = await open(path, 'w');
    const piece = 256 * 1_024;
    let written = 0;
    let mostWaiting = 0;
    const large: ZipPart = {
      path: 'large.txt',
      content: async function* () {
        // Digits of random bytes: half of them remain.
        for (let count = 0; count < 96; count += 1) {
          yield randomBytes(piece / 2).toString('hex');
          written += piece;
          mostWaiting = Math.max(mostWaiting, written / 2 - (await stat(path)).size);
        }
      },
    };
    await writeZip(file, [large], { made, signal: never });
    await file.close();
    expect(written).toBe(24 * 1_024 * 1_024);
    expect(mostWaiting).toBeLessThan(4 * 1_024 * 1_024);
  });

  it('ends with what a part throws', async () => {
    const failing: ZipPart = {
      path: 'b.txt',
      content: async function* () {
        yield 'begin';
        throw new Error('broken');
      },
    };
    await expect(zipOf([part('a.txt', 'one'), failing, part('c.txt')])).rejects.toThrow('broken');
  });

  it('ends when it is stopped', async () => {
    const controller = new AbortController();
    const stopping: ZipPart = {
      path: 'a.txt',
      content: async function* () {
        for (let count = 0; count < 10_000; count += 1) {
          if (count === 10) controller.abort();
          yield randomBytes(32_768).toString('hex');
        }
      },
    };
    await expect(zipOf([stopping], controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
