import { describe, expect, it } from 'vitest';
import { formatDetails, formatOutcome, summaryOf } from './format-record.ts';

describe('the line of a record', () => {
  it('says how many sessions a batch has', () => {
    expect(summaryOf({ action: 'batch.intended', details: { count: 250, pass: 1 } })).toBe(
      'Batch intended: 250 sessions',
    );
  });

  it('of a batch that never left does not say that it ended', () => {
    const details = { count: 250, notSent: 250, state: 'not-sent' };
    expect(summaryOf({ action: 'batch.ended', details })).toBe('Batch not sent: 250 sessions');
    expect(summaryOf({ action: 'oauth.ended', details })).toBe('OAuth2 batch not sent: 250 sessions');
    expect(summaryOf({ action: 'batch.ended', details: { count: 250 } })).toBe('Batch ended: 250 sessions');
  });

  it('says how many sessions a run ended', () => {
    expect(summaryOf({ action: 'run.finished', details: { targets: 23, ended: 1 } })).toBe(
      'Run finished: 1 session ended',
    );
  });

  it('is the action alone where the number is not recorded', () => {
    expect(summaryOf({ action: 'run.finished', details: {} })).toBe('Run finished');
    expect(summaryOf({ action: 'run.started', details: { targets: 'many' } })).toBe('Run started');
  });
});

describe('the outcome of a record', () => {
  it('of an intent without an outcome says that the log has none', () => {
    expect(formatOutcome({ outcome: 'intended' }, true)).toContain('the log has no outcome');
    expect(formatOutcome({ outcome: 'intended' }, false)).not.toContain('the log has no outcome');
  });
});

describe('the details of a record', () => {
  it('have names and values for people', () => {
    expect(formatDetails({ details: { count: 1_250, lost: true, state: 'not-sent', key: null } })).toEqual([
      { name: 'count', label: 'Sessions', value: '1,250' },
      { name: 'lost', label: 'Key lost', value: 'yes' },
      { name: 'state', label: 'State', value: 'not-sent' },
      { name: 'key', label: 'Key', value: 'not recorded' },
    ]);
  });

  it('say of what a run ended that it is only what no earlier record counts, beside the numbers of the whole plan', () => {
    const details = { targets: 3_000, revoked: 3_000, ended: 1_500 };
    expect(formatDetails({ details }).map(({ label, value }) => `${label}: ${value}`)).toEqual([
      ...['Sessions: 3,000', 'Revoked: 3,000', 'Ended, not in earlier records: 1,500'],
    ]);
  });

  it('say in words who protects all services by a change of the settings', () => {
    const details = { setting: 'signals', receiver: 'gateway', protectsAllServices: true };
    expect(formatDetails({ details }).map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Setting: signals',
      'Receiver: gateway',
      'Protects all services: yes',
    ]);
  });

  it('keep the name of a detail that has no other one', () => {
    expect(formatDetails({ details: { somethingNew: 'x' } })).toEqual([
      { name: 'somethingNew', label: 'somethingNew', value: 'x' },
    ]);
  });
});
