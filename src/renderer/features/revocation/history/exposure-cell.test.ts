import { expect, it } from 'vitest';
import { formatOver } from './exposure-cell.tsx';

it('the exposure of a past revocation is over for good only where every session is known to be gone', () => {
  expect(formatOver({ outcome: 'complete', newSessions: 0 })).toBe('over');
  expect(formatOver({ outcome: 'complete', newSessions: 1 })).toBe('over for ended sessions');
  for (const outcome of ['complete-with-gaps', 'incomplete', 'stopped'] as const)
    expect(formatOver({ outcome, newSessions: 0 })).toBe('over for ended sessions');
});
