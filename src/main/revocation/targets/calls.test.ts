import { describe, expect, it } from 'vitest';
import { toCalls } from './calls.ts';
import { createLedger } from './ledger.ts';

function calls(handles: readonly string[], largestCall: number): string[][] {
  return toCalls([...createLedger(handles, largestCall).all()]);
}

describe('the calls that end sessions', () => {
  it('hold as many handles as one call may', () => {
    expect(calls(['a', 'b', 'c', 'd', 'e'], 2)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('never mix tenants: an unknown one would fail the others', () => {
    expect(calls(['a', 'b_acme', 'c', 'd_ghost', 'e_acme'], 250)).toEqual([
      ['a', 'c'],
      ['b_acme', 'e_acme'],
      ['d_ghost'],
    ]);
  });

  it('are smaller for targets whose call failed, and hold one alone at last', () => {
    const ledger = createLedger(['a', 'b', 'c'], 250);
    for (const handle of ['a', 'b']) ledger.limitCall(handle, 0);
    expect(toCalls([...ledger.all()])).toEqual([['a'], ['b'], ['c']]);
  });
});
