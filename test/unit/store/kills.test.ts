import { describe, expect, test } from 'vitest';
import { seededCases } from '../support/full-run.ts';
import { createTestRevocation, openTestStore, temporaryFolder } from '../support/store/test-store.ts';
import { startConsole } from './support/console-process.ts';

const kills = seededCases({ full: 20, sample: 4 });

describe('a console that is killed while it commits', () => {
  test.each([
    'large',
    'small',
  ] as const)('has everything on disk that it was told is on disk (%s)', async (size) => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const id = await createTestRevocation(first, { size });
    const other = await createTestRevocation(first, { size, documents: { plan: 'other' } });
    await first.close();
    let acknowledged = 0;
    for (let kill = 1; kill <= kills; kill++) {
      const console = startConsole('commit-until-killed.ts', [folder, id]);
      await expect.poll(() => console.told.length, { interval: 1 }).toBeGreaterThan(kill * 3);
      console.child.kill('SIGKILL');
      await console.exited;
      acknowledged = Math.max(acknowledged, ...console.told.map(({ commit }) => commit ?? 0));
      expect(console.told.filter(({ failed }) => failed)).toEqual([]);

      const store = await openTestStore(folder);
      const { commit } = await store.read.counts({ id });
      // The last one may be there without having been told.
      expect([acknowledged, acknowledged + 1]).toContain(commit);
      expect(await store.read.documents({ id, names: ['facts'] })).toMatchObject({ facts: { commit } });
      expect(await store.read.documents({ id: other, names: ['plan'] })).toEqual({ plan: 'other' });
      await store.close();
    }
  });
});
