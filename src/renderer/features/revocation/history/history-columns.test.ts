import { describe, expect, it } from 'vitest';
import { formatMoreUsers } from './history-columns.tsx';

describe('the users of a past revocation', () => {
  it('are the first one, and how many more there are', () => {
    expect(formatMoreUsers(1)).toBeNull();
    expect(formatMoreUsers(5)).toBe('and 4 more');
    expect(formatMoreUsers(1_001)).toBe('and 1,000 more');
  });

  it('are possibly more than the first one where nobody knows how many there are', () => {
    expect(formatMoreUsers(null)).toBe('and possibly others');
  });
});
