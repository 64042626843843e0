import { describe, expect, it } from 'vitest';
import { fitsPattern, missingWords } from './missing-words.ts';

const fields = { reason: 'stolen laptop', ticket: 'INC-2214', typedCount: 23 };
const demands = { ticket: { required: true, pattern: 'INC-\\d+' }, targets: 23, wantsNumber: true };

describe('what is missing before sessions can be ended', () => {
  it('is nothing once all is there', () => {
    expect(missingWords(fields, demands)).toBeNull();
  });

  it('is the reason first, and blanks are none', () => {
    expect(missingWords({ ...fields, reason: '  ', typedCount: null }, demands)).toBe('Give a reason first.');
  });

  it('is the ticket where one is wanted, in the form that is wanted', () => {
    expect(missingWords({ ...fields, ticket: ' ' }, demands)).toBe('Give the ticket first.');
    expect(missingWords({ ...fields, ticket: 'none' }, demands)).toMatch(/does not have the form/);
    const optional = { ...demands, ticket: { required: false, pattern: 'INC-\\d+' } };
    expect(missingWords({ ...fields, ticket: '' }, optional)).toBeNull();
  });

  it('is the number on production, and no other number will do', () => {
    expect(missingWords({ ...fields, typedCount: 24 }, { ...demands, targets: 10_005 })).toBe(
      'Type 10,005 first.',
    );
    expect(missingWords({ ...fields, typedCount: null }, { ...demands, wantsNumber: false })).toBeNull();
  });
});

describe('the form of a ticket', () => {
  it('holds for the whole, alternatives too', () => {
    expect(fitsPattern('INC-1', 'INC-\\d+')).toBe(true);
    expect(fitsPattern('see INC-1', 'INC-\\d+')).toBe(false);
    expect(fitsPattern('INC-1 or so', 'CHG-\\d+|INC-\\d+')).toBe(false);
  });

  it('refuses nobody when there is none', () => {
    expect(fitsPattern('anything', '')).toBe(true);
    expect(fitsPattern('anything', '(')).toBe(true);
  });
});
