import { expect, it } from 'vitest';
import { formatUndecided } from './format-reason.ts';

it('a session is undecided for want of each fact that the rule needs', () => {
  expect(formatUndecided({ undecidedFor: ['ip', 'user-agent'], ip: null })).toBe(
    'network not recorded, device not recorded',
  );
  expect(formatUndecided({ undecidedFor: ['email-domain', 'joined'], ip: null })).toBe('user not known');
});

it('a recorded network that is not an address is shown as it was recorded', () => {
  expect(formatUndecided({ undecidedFor: ['ip'], ip: 'unknown' })).toBe(
    'the recorded network is not an address: unknown',
  );
});
