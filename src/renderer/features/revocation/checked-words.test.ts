import { describe, expect, it } from 'vitest';
import { checkedWords } from './checked-words.ts';

const now = Date.UTC(2026, 10, 23, 17, 5);
const verifiedAt = Date.UTC(2026, 10, 23, 17, 4, 11);

describe('checkedWords', () => {
  it('says when everything was read again', () => {
    expect(checkedWords({ verifiedAt, outcome: 'complete' }, now, 'utc')).toBe('checked 17:04:11 UTC');
    expect(checkedWords({ verifiedAt, outcome: 'stopped' }, now, 'utc')).toBe(
      'stopped by you, checked 17:04:11 UTC',
    );
  });

  it('tells a stop by the operator from a core that could not be read', () => {
    expect(checkedWords({ verifiedAt: null, outcome: 'stopped' }, now, 'utc')).toBe(
      'stopped by you, not read again',
    );
    expect(checkedWords({ verifiedAt: null, outcome: 'incomplete' }, now, 'utc')).toBe(
      'could not be read again',
    );
  });
});
