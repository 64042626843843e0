import { describe, expect, it } from 'vitest';
import {
  examplePlan,
  exampleReport,
} from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import {
  countOpenTokens,
  formatDamage,
  formatOAuth,
  formatSecondScan,
  formatVerified,
  reportNotes,
} from './report-notes.ts';

const whole = exampleReport({ plan: examplePlan({ users: 12 }), newSessionsLookedForIn: 12 });

describe('the notes of a report', () => {
  it('are none when all was as usual', () => {
    expect(reportNotes(whole)).toEqual([]);
  });

  it('say with how many of the users new sessions were looked for', () => {
    const plan = examplePlan({ users: 340 });
    expect(reportNotes({ ...whole, plan })).toEqual(['New sessions were looked for with 12 of 340 users.']);
    expect(reportNotes({ ...whole, plan, newSessionsLookedForIn: 0 })).toEqual([
      'New sessions were not looked for.',
    ]);
    expect(reportNotes(exampleReport())).toEqual([
      'New sessions were not looked for, because the users of these sessions are not known.',
    ]);
  });

  it('do not say that new sessions were not looked for, where a second scan visited everyone', () => {
    const secondScan = { startedAt: 1, endedAt: 2, complete: true, users: 340, found: 0 };
    const report = { ...whole, plan: examplePlan({ users: 340 }), newSessionsLookedForIn: 0 };
    expect(reportNotes({ ...report, secondScan })).toEqual([
      'The second scan scanned all 340 users and found no further session.',
    ]);
    expect(reportNotes({ ...report, secondScan: { ...secondScan, complete: false } })[0]).toBe(
      'New sessions were not looked for.',
    );
  });

  it('say of a list that the names of users were not read, where that was chosen', () => {
    const source = { type: 'list', name: 'leaked.csv', names: 'not-read' } as const;
    expect(reportNotes({ ...whole, plan: examplePlan({ users: 12, source }) })).toEqual([
      'The names of the users of listed sessions were not read, as chosen before the look-up.',
    ]);
  });

  it('say that Curfew was closed during the run', () => {
    expect(reportNotes({ ...whole, resumed: 1 })).toEqual([
      'Curfew was closed during the run. The run was resumed once.',
    ]);
    expect(reportNotes({ ...whole, resumed: 2 })[0]).toMatch(/resumed 2 times\.$/);
  });

  it('say of a stopped run that answers which nobody confirmed count as unknown', () => {
    const note = /^When the run was stopped, the core could not be asked again\..* count as unknown/;
    const stopped = { ...whole, outcome: 'stopped' } as const;
    const unknown = { ...whole.counts, unknown: 3 };
    expect(reportNotes({ ...stopped, counts: unknown })).toEqual([expect.stringMatching(note)]);
    expect(reportNotes(stopped)).toEqual([]);
    expect(reportNotes({ ...whole, counts: unknown })).toEqual([]);
  });

  it('say that users count as active after they were closed by id', () => {
    expect(reportNotes({ ...whole, closedByUserId: true })[0]).toMatch(/these users as active/);
    const plan = examplePlan({ source: { type: 'user', userId: 'a', tenantId: null }, users: 1 });
    const note = reportNotes({ ...whole, plan, newSessionsLookedForIn: 1, closedByUserId: true })[0];
    expect(note).toMatch(/the user as active/);
  });
});

describe('the note of a second scan', () => {
  const scan = { startedAt: 1, endedAt: 2, complete: true, users: 50_000, found: 3 };

  it('is none where there was no second scan', () => {
    expect(formatSecondScan({ secondScan: null })).toBeNull();
  });

  it.each([
    [scan, 'The second scan scanned all 50,000 users and found 3 further sessions.'],
    [{ ...scan, users: 1, found: 1 }, 'The second scan scanned the only user and found 1 further session.'],
    [
      { ...scan, complete: false, users: 1_200, found: 0 },
      'The second scan was stopped after 1,200 users and found no further session.',
    ],
  ])('says what it found, and whether it came to its end: %#', (secondScan, sentence) => {
    expect(formatSecondScan({ secondScan })).toBe(sentence);
  });
});

describe('the note of damage', () => {
  it('is none when every row of the report can be read', () => {
    expect(formatDamage(0)).toBeNull();
  });

  it('says how many rows are damaged, what that means, and what to do', () => {
    expect(formatDamage(1)).toMatch(
      /^1 row of this report is damaged on disk\. Nobody knows how this session ended\./,
    );
    expect(formatDamage(1_200)).toMatch(/^1,200 rows of this report are damaged .* Restore the data folder/);
  });

  it('says that it is not known yet', () => {
    expect(formatDamage(null)).toMatch(/Nobody knows yet/);
  });
});

describe('the time of the verification', () => {
  const formatTime = (at: number) => `t${at}`;

  it('is when the targets were last read again', () => {
    expect(formatVerified({ verifiedAt: 7, outcome: 'complete' }, formatTime)).toBe('verified t7');
    expect(formatVerified({ verifiedAt: 7, outcome: 'stopped' }, formatTime)).toBe(
      'stopped by you, verified t7',
    );
  });

  it('tells a stop by the operator from a core that could not be read', () => {
    expect(formatVerified({ verifiedAt: null, outcome: 'stopped' }, formatTime)).toBe(
      'stopped by you, not verified',
    );
    expect(formatVerified({ verifiedAt: null, outcome: 'incomplete' }, formatTime)).toBe(
      'could not be verified',
    );
  });
});

describe('what a report says of OAuth2 tokens', () => {
  const of = (oauth: Partial<RevocationReport['oauth']>) => ({
    oauth: { ordered: true, ended: 0, unknown: 0, notAsked: 0, ...oauth },
  });

  it('is for how many sessions they were ended, and for how many that is not known', () => {
    expect(formatOAuth(of({ ended: 23 }), 'sentence')).toBe(
      'OAuth2 tokens ended for 23 sessions, unknown for 0',
    );
    expect(formatOAuth(of({ ended: 20, unknown: 2, notAsked: 1_000 }), 'sentence')).toBe(
      'OAuth2 tokens ended for 20 sessions, unknown for 2, not asked for 1,000',
    );
    expect(countOpenTokens(of({ ended: 20, unknown: 2, notAsked: 1 }))).toBe(3);
  });

  it('is that they were not ended, where that was not ordered', () => {
    expect(formatOAuth(of({ ordered: false, notAsked: 23 }), 'sentence')).toBe(
      'OAuth2 tokens were not ended',
    );
  });

  it('is nothing where no session is gone', () => {
    expect(formatOAuth(of({}), 'sentence')).toBeNull();
  });
});
