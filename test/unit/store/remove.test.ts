import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../support/rejection.ts';
import {
  createTestRevocation,
  openTestStore,
  summaryOf,
  temporaryFolder,
} from '../support/store/test-store.ts';

describe('a revocation that is removed', () => {
  test.each([
    'small',
    'large',
  ] as const)('is gone with its rows, and its id is not used again (%s)', async (size) => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const id = await createTestRevocation(store, { size });
    const other = await createTestRevocation(store, { size });
    await store.write.commit({ id, commit: 1, changes: [{ type: 'documents', documents: { plan: 1 } }] });
    await store.read.counts({ id });
    await store.write.remove({ id });
    expect(await codeOf(store.read.entry({ id }))).toBe('not-found');
    expect(await codeOf(store.read.counts({ id }))).toBe('not-found');
    expect(await codeOf(store.write.commit({ id, commit: 2, changes: [] }))).toBe('not-found');
    expect(await codeOf(store.write.remove({ id }))).toBe('not-found');
    expect(await codeOf(createTestRevocation(store, { id, size }))).toBe('bad-input');
    expect(existsSync(join(folder, 'revocations', `${id}.db`))).toBe(false);
    expect(readdirSync(join(folder, 'trash'))).toEqual([]);
    expect(await store.write.commit({ id: other, commit: 1, changes: [] })).toMatchObject({ commit: 1 });
    await store.close();
    const again = await openTestStore(folder);
    expect(await codeOf(again.read.entry({ id }))).toBe('not-found');
    expect(await codeOf(createTestRevocation(again, { id, size }))).toBe('bad-input');
    expect(await again.read.counts({ id: other })).toMatchObject({ commit: 1 });
  });

  test.each(['small', 'large'] as const)('is not one that is running (%s)', async (size) => {
    const store = await openTestStore(await temporaryFolder());
    const id = await createTestRevocation(store, { size, state: 'planned' });
    const change = { type: 'state', state: 'running', summary: summaryOf({ startedAt: 2 }) } as const;
    await store.write.commit({ id, commit: 1, changes: [change] });
    expect(await codeOf(store.write.remove({ id }))).toBe('bad-input');
    await store.write.commit({ id, commit: 2, changes: [{ ...change, state: 'ended' }] });
    await store.write.remove({ id });
    expect(await codeOf(store.read.entry({ id }))).toBe('not-found');
  });
});
