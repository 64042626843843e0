import { expect, it } from 'vitest';
import { undecidedWords } from './format-undecided.ts';

it('a session is undecided for want of each fact that the rule needs', () => {
  expect(undecidedWords({ undecidedFor: ['ip', 'user-agent'], ip: null })).toBe(
    'network not recorded, device not recorded',
  );
  expect(undecidedWords({ undecidedFor: ['email-domain', 'joined'], ip: null })).toBe('user not known');
});

it('a network that was recorded and is no address is shown as it was recorded', () => {
  expect(undecidedWords({ undecidedFor: ['ip'], ip: 'unknown' })).toBe(
    'the recorded network is no address: unknown',
  );
});
