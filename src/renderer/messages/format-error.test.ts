import { describe, expect, it } from 'vitest';
import { errorReasons } from '../../contract/error-reasons.ts';
import { errorCodes } from '../../contract/error-traits.ts';
import { formatError, formatUndecided } from './format-error.ts';

describe('the text of an error', () => {
  it('is that of its reason, with its values', () => {
    const params = { host: 'core:1', cause: 'ECONNREFUSED' };
    expect(formatError({ code: 'unreachable', reason: 'nothing-listens', params })).toEqual({
      message: 'Nothing listens at core:1.',
      hint: 'Start the core, or correct the address of the connection.',
      facts: [['cause', 'ECONNREFUSED']],
    });
  });

  it('is that of its code where no reason is known', () => {
    expect(formatError({ code: 'timeout' })).toMatchObject({
      message: 'The core did not answer in time.',
      hint: expect.stringContaining('Try again.'),
    });
  });

  it('says that sessions may have ended where a call of a revocation failed, and nowhere else', () => {
    const failed = [
      { code: 'timeout' },
      { code: 'core-error' },
      { code: 'core-error', reason: 'server-error', params: { status: 500 } },
      { code: 'core-error', reason: 'server-error' },
    ] as const;
    for (const error of failed) {
      expect(formatError(error, 'revocation').hint).toContain('some of them may have ended');
      expect(formatError(error).hint).not.toContain('ended');
    }
    expect(formatError({ code: 'unreachable' }, 'revocation')).toEqual(formatError({ code: 'unreachable' }));
  });

  it.each([
    'receiver-status',
    'receiver-not-http',
    'receiver-answer-too-large',
    'receiver-unconfirmed',
  ] as const)('does not say of a receiver that something waits for it, as a test message does not: %s', (reason) => {
    const params = { host: 'siem', status: 503, most: 64, seconds: 10 };
    const { hint } = formatError({ code: 'receiver-refused', reason, params });
    expect(hint).toMatch(/^(Look|Check) /);
    expect(hint).not.toMatch(/waits|again/);
  });

  it('is that of its code where a value is missing, as in what another version stored', () => {
    expect(formatError({ code: 'unreachable', reason: 'nothing-listens' })).toMatchObject({
      message: 'The core could not be reached.',
    });
  });

  it('exists for every code and every reason', () => {
    for (const code of errorCodes) expect(formatError({ code }).message).not.toBe('');
    for (const reason of errorReasons) expect(formatError({ code: 'internal', reason }).message).not.toBe('');
  });
});

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
