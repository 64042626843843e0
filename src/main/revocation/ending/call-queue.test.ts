import { describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from '../targets/ledger.ts';
import { createTargetTable } from '../targets/target-table.ts';
import { createCallQueue } from './call-queue.ts';

function ledgerOf(handles: readonly string[]): Ledger {
  const targets = createTargetTable();
  for (const handle of handles) targets.add(handle, { person: null, createdAt: null });
  return createLedger(targets, () => false);
}

function calls(ledger: Ledger, size: number): string[][] {
  const queue = createCallQueue(
    ledger,
    Array.from({ length: ledger.size }, (_, index) => index),
  );
  const taken: string[][] = [];
  while (queue.left() > 0) taken.push(queue.take(size).map((index) => ledger.handle(index)));
  return taken;
}

describe('the calls that end sessions', () => {
  it('hold as many handles as one call may', () => {
    expect(calls(ledgerOf(['a', 'b', 'c', 'd', 'e']), 2)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('never mix tenants: an unknown one would fail the others', () => {
    expect(calls(ledgerOf(['a', 'b_acme', 'c', 'd_ghost', 'e_acme']), 250)).toEqual([
      ['a', 'c'],
      ['b_acme', 'e_acme'],
      ['d_ghost'],
    ]);
  });

  it('are smaller for targets whose call failed, and hold one alone at last', () => {
    const ledger = ledgerOf(['a', 'b', 'c']);
    for (const index of [0, 1]) ledger.limitCall(index, 0);
    expect(calls(ledger, 250)).toEqual([['a'], ['b'], ['c']]);
  });
});
