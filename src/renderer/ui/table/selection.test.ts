import { describe, expect, it } from 'vitest';
import { nothingSelected, selectedShare, withAll, withRange, withRow } from './selection.ts';

const keys = ['a', 'b', 'c', 'd', 'e'];

describe('the selection of a table', () => {
  it('changes one row at a time', () => {
    const one = withRow(nothingSelected, 'b', true);
    expect([...one]).toEqual(['b']);
    expect([...withRow(one, 'b', false)]).toEqual([]);
    expect(withRow(one, 'b', true)).toBe(one);
  });

  it('changes a range in either direction', () => {
    expect([...withRange(nothingSelected, keys, 'b', 'd', true)]).toEqual(['b', 'c', 'd']);
    expect([...withRange(nothingSelected, keys, 'd', 'b', true)]).toEqual(['b', 'c', 'd']);
    expect([...withRange(new Set(keys), keys, 'b', 'd', false)]).toEqual(['a', 'e']);
  });

  it('changes the row alone when the start of the range is gone', () => {
    expect([...withRange(nothingSelected, keys, 'gone', 'd', true)]).toEqual(['d']);
  });

  it('counts visible rows only', () => {
    expect(selectedShare(new Set(['hidden']), keys)).toBe('none');
    expect(selectedShare(new Set(['a', 'hidden']), keys)).toBe('some');
    expect(selectedShare(new Set([...keys, 'hidden']), keys)).toBe('all');
    expect(selectedShare(new Set(['a']), [])).toBe('none');
  });

  it('selects and clears all visible rows, and leaves the others', () => {
    const all = withAll(new Set(['hidden']), keys);
    expect([...all].sort()).toEqual([...keys, 'hidden'].sort());
    expect([...withAll(all, keys)]).toEqual(['hidden']);
  });
});
