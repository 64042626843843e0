import { describe, expect, it } from 'vitest';
import { tenantOfHandle } from '../../identity/handle-tenant.ts';
import type { RunTarget } from '../../store/records.ts';
import { createBatchQueue } from './batch-queue.ts';

function target(handle: string, batchLimit = 500): RunTarget {
  const [tenantId, state] = [tenantOfHandle(handle), 'planned'] as const;
  return { id: 1, handle, tenantId, state, newSession: false, batchLimit };
}

async function* pagesOf(pages: readonly (readonly RunTarget[])[]) {
  yield* pages;
}

async function batches(
  size: number,
  pages: readonly (readonly RunTarget[])[],
  most?: number,
): Promise<string[][]> {
  const queue = createBatchQueue(pagesOf(pages), most);
  const taken: string[][] = [];
  for (let batch = await queue.next(size); batch; batch = await queue.next(size))
    taken.push(batch.map(({ handle }) => handle));
  return taken;
}

const plain = (...handles: string[]) => handles.map((handle) => target(handle));

describe('the batches of a revocation', () => {
  it('have as many targets as a batch may, across pages', async () => {
    expect(await batches(2, [plain('a', 'b', 'c'), plain('d', 'e')])).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ]);
  });

  it('never mix tenants: an unknown one would fail the others', async () => {
    expect(await batches(250, [plain('a', 'b_acme', 'c', 'd_ghost', 'e_acme')])).toEqual([
      ['a', 'c'],
      ['b_acme', 'e_acme'],
      ['d_ghost'],
    ]);
  });

  it('are smaller for targets whose batch failed, and have one alone at last', async () => {
    const failed = [target('a', 2), target('b', 2), target('c', 2), target('d', 0), target('e', 0)];
    expect(await batches(250, [[...failed, target('f')]])).toEqual([['a', 'b'], ['d'], ['e'], ['c'], ['f']]);
  });

  it('are filled by looking further ahead, but not further than there is room', async () => {
    const pages = ['a', 'b_acme', 'c', 'd_acme', 'e', 'f_acme'].map((handle) => plain(handle));
    expect(await batches(3, pages)).toEqual([
      ['a', 'c', 'e'],
      ['b_acme', 'd_acme', 'f_acme'],
    ]);
    expect(await batches(3, pages, 3)).toEqual([['a', 'c'], ['b_acme', 'd_acme'], ['e'], ['f_acme']]);
  });
});
