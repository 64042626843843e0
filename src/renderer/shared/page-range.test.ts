import { describe, expect, it } from 'vitest';
import { pageSize, pagesAround, pagesToRead } from './page-range.ts';

describe('pagesAround', () => {
  it('reads the page in sight alone while its ends are far', () => {
    expect(pagesAround(80, 110)).toEqual({ first: 0, last: 0 });
    expect(pagesAround(3 * pageSize + 80, 3 * pageSize + 110)).toEqual({ first: 3, last: 3 });
  });

  it('reads the next page before its rows come into sight', () => {
    expect(pagesAround(130, 160)).toEqual({ first: 0, last: 1 });
    expect(pagesAround(pageSize + 10, pageSize + 40)).toEqual({ first: 0, last: 1 });
  });
});

describe('pagesToRead', () => {
  it('always holds the first page, which tells how many rows there are', () => {
    expect(pagesToRead({ first: 40, last: 41 }, null)).toEqual([0, 40, 41]);
    expect(pagesToRead({ first: 0, last: 0 }, null)).toEqual([0]);
  });

  it('holds none beyond the last row', () => {
    expect(pagesToRead({ first: 1, last: 9 }, 401)).toEqual([0, 1, 2]);
    expect(pagesToRead({ first: 7, last: 9 }, 200)).toEqual([0]);
    expect(pagesToRead({ first: 7, last: 9 }, 0)).toEqual([0]);
  });
});
