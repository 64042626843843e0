import { describe, expect, it } from 'vitest';
import { defaultRunOptions } from '../../../../contract/domain/revocation/run.ts';
import { formatWatchedUsers, missingField, runOptionsOf } from './confirm-fields.tsx';

const fields = { reason: 'stolen laptop', ticket: 'INC-2214', typedCount: 23 };
const required = {
  ticket: { required: true },
  fits: (ticket: string) => ticket.startsWith('INC-'),
  targets: 23,
  needsNumber: true,
};

describe('the watch that the question offers', () => {
  const rule = { type: 'rule', rule: { all: [] }, tenants: null } as const;

  it('says of everyone whom it looks at, and what one look takes', () => {
    const secondScan = { users: 50_000, calls: 100_100, ms: 240_000 };
    expect(formatWatchedUsers({ source: rule, secondScan })).toMatch(
      /^The watch looks at all users again and again, and at users who sign up\. .* One look: 50,000 users, 100,100 calls, about 4 min\. A session that begins and ends between two looks is not seen\.$/,
    );
  });

  it('says of another rule that it sees nobody beside the users of the plan', () => {
    expect(formatWatchedUsers({ source: rule, secondScan: null })).toBe(
      'The watch looks at users with sessions in the plan. New sessions of other users, and of users who sign up, are not seen.',
    );
    expect(formatWatchedUsers({ source: { type: 'handles' }, secondScan: null })).toBeNull();
  });
});

describe('what is missing before sessions can be ended', () => {
  it('is nothing once every field is filled in', () => {
    expect(missingField(fields, required)).toBeNull();
  });

  it('is the reason first, and blanks are no reason', () => {
    expect(missingField({ ...fields, reason: '  ', typedCount: null }, required)).toBe('reason');
  });

  it('is the ticket where the settings require one, in the required form', () => {
    expect(missingField({ ...fields, ticket: ' ' }, required)).toBe('ticket');
    expect(missingField({ ...fields, ticket: 'none' }, required)).toBe('ticket-form');
    const optional = { ...required, ticket: { required: false } };
    expect(missingField({ ...fields, ticket: '' }, optional)).toBeNull();
  });

  it('is the number on production, and another number is not accepted', () => {
    expect(missingField({ ...fields, typedCount: 24 }, { ...required, targets: 10_005 })).toBe('number');
    expect(missingField({ ...fields, typedCount: null }, { ...required, needsNumber: false })).toBeNull();
  });
});

describe('the options of a run', () => {
  it('are those in the fields', () => {
    expect(runOptionsOf({ passes: 5, watchMinutes: '30', watchThen: 'end' })).toEqual({
      ...{ passes: 5, watchMinutes: 30, watchThen: 'end' },
    });
  });

  it('are the defaults where a field was emptied, and stay within the limits', () => {
    const { oauthTokens: _answeredBesideThem, ...defaults } = defaultRunOptions;
    expect(runOptionsOf({ passes: '', watchMinutes: '-', watchThen: 'report' })).toEqual(defaults);
    expect(runOptionsOf({ passes: 0, watchMinutes: 9_999, watchThen: 'report' })).toMatchObject({
      ...{ passes: 1, watchMinutes: 240 },
    });
  });
});
