import { describe, expect, it } from 'vitest';
import { fitsPattern } from './ticket-pattern.ts';

describe('the form of a ticket', () => {
  it('has to match the whole ticket, with alternatives too', () => {
    expect(fitsPattern('INC-1', 'INC-\\d+')).toBe(true);
    expect(fitsPattern('see INC-1', 'INC-\\d+')).toBe(false);
    expect(fitsPattern('INC-1 or so', 'CHG-\\d+|INC-\\d+')).toBe(false);
  });

  it('accepts every ticket when there is no form', () => {
    expect(fitsPattern('anything', '')).toBe(true);
    expect(fitsPattern('anything', '(')).toBe(true);
  });
});
