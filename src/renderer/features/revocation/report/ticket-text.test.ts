import { describe, expect, it } from 'vitest';
import {
  countsAtStart,
  examplePlan,
  exampleProgress,
  exampleReceiver,
  exampleReport,
} from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import { fullCoverage, gaps } from '../../../../contract/domain/coverage.ts';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { failure } from '../../../../contract/failure.ts';
import { formatGap } from '../../../messages/format-gaps.ts';
import { everyNote, type ReportNoteType } from './report-notes.ts';
import { ticketMarkdown, ticketText } from './ticket-text.ts';

const report = exampleReport({
  plan: examplePlan({
    source: { type: 'list', name: 'leaked.csv' },
    targets: 5_000,
    createdAt: Date.UTC(2026, 10, 26, 21, 59),
    coverage: { ...fullCoverage, 'unknown-lines': 12 },
  }),
  outcome: 'complete-with-gaps',
  counts: { ...countsAtStart(0), revoked: 4_998, 'already-gone': 2 },
  reason: 'stolen laptop',
  ticket: 'SEC-1',
  startedAt: Date.UTC(2026, 10, 26, 22),
  verifiedAt: Date.UTC(2026, 10, 26, 22, 1),
  endedAt: Date.UTC(2026, 10, 26, 22, 2),
  exposureUntil: Date.UTC(2026, 10, 26, 23),
  auditHead: { sequence: 1_240, hash: 'ab'.repeat(32) },
});

/** Before the tokens have expired. */
const now = Date.UTC(2026, 10, 26, 22, 30);
const test = { activity: null, connection: 'Test', userName: null, now };

describe('the text for a ticket', () => {
  it('says what was ended, by whom and why, what is not covered, and until when access tokens may be accepted', () => {
    expect(ticketText(report, { ...test, connection: 'Production' }).split('\n')).toEqual([
      'Outcome: complete with gaps',
      'Sessions: 5,000 of 5,000 sessions ended',
      'In detail: 4,998 revoked, 2 already gone',
      'Source: list leaked.csv',
      'Reason: stolen laptop',
      'Ticket: SEC-1',
      'Operator: ada',
      'Connection: Production',
      'Listed: 2026-11-26 21:59:00 UTC',
      'Started: 2026-11-26 22:00:00 UTC',
      'Ended: 2026-11-26 22:02:00 UTC',
      'Verified: 2026-11-26 22:01:00 UTC',
      'Access tokens may be accepted until: 2026-11-26 23:00:00 UTC. Services that check only the signature may accept them. Browsers keep their cookies until then.',
      'OAuth2 tokens: ended for 23 sessions, unknown for 0',
      'Notes: New sessions were not looked for, because the users of these sessions are not known.',
      'Not covered: 12 lines of the list are unknown to the core. No session was ended for these lines.',
      `Id: ${report.id}`,
      `Audit log: Record 1,240, ${'ab'.repeat(32)}`,
    ]);
  });

  it('says that the exposure is closed, and what each signal receiver got', () => {
    const at = Date.UTC(2026, 10, 26, 22, 3);
    const taken = { ...exampleReceiver, delivered: 5_000, deliveredAt: at };
    const refused = { ...exampleReceiver, name: 'edge', protectsAllServices: false, refused: 5_000 };
    const signals = {
      receivers: [taken, refused],
      exposure: { type: 'closed', at, of: 1 } as const,
    };
    const lines = ticketText({ ...report, signals }, test).split('\n');
    expect(lines).toContain('Exposure: closed 2026-11-26 22:03:00 UTC, 1 of 1 service confirmed');
    expect(lines).toContain(
      'Signals: gateway (protects all services): All 5,000 events were delivered 2026-11-26 22:03:00 UTC. edge: No event delivered, 5,000 were refused',
    );
    expect(lines.join()).not.toContain('Access tokens may be accepted until');
  });

  it('says of an exposure that is open at which moment it was so, and that it is over when that has passed', () => {
    const { exposureUntil: until } = report;
    const signals = {
      receivers: [{ ...exampleReceiver, waiting: 5_000 }],
      exposure: { type: 'waiting', until, confirmed: 0, of: 1 } as const,
    };
    const linesAt = (moment: number) =>
      ticketText({ ...report, signals }, { ...test, now: moment }).split('\n');
    expect(linesAt(now)).toContain(
      'Exposure: open until 2026-11-26 23:00:00 UTC, 0 of 1 service confirmed (as of 2026-11-26 22:30:00 UTC). Services that did not confirm may accept access tokens of the ended sessions until then.',
    );
    expect(linesAt(until)).toContain(
      'Access tokens of ended sessions have expired since: 2026-11-26 23:00:00 UTC',
    );
    expect(linesAt(until).join()).not.toMatch(/open until|may be accepted/);
  });

  it('has no line without a value, and says when not everything was verified', () => {
    const text = ticketText(exampleReport({ verifiedAt: null, counts: countsAtStart(23) }), test);
    expect(text).not.toMatch(/^(Ticket|Not covered|Access tokens may be accepted until|Audit log):/m);
    expect(text).toContain('Verified: not as a whole');
  });

  it('names the user of a revocation of one user', () => {
    const plan = examplePlan({ source: { type: 'user', userId: 'emp-1', tenantId: null } });
    const names = { ...test, userName: 'ada@alpha.example' };
    expect(ticketText(exampleReport({ plan }), names)).toContain(
      'Source: all sessions of ada@alpha.example\n',
    );
  });

  it('names the user and the session of a session that was chosen', () => {
    const plan = examplePlan({ source: { type: 'handles' }, targets: 1, onlyHandle: 'ec513228' });
    const names = { ...test, userName: 'ada@alpha.example' };
    expect(ticketText(exampleReport({ plan }), names)).toContain(
      'Source: 1 selected session\nUser: ada@alpha.example\nSession: ec513228\n',
    );
  });

  it('has the id of a user beside the name', () => {
    const plan = examplePlan({ source: { type: 'user', userId: 'emp-1', tenantId: null } });
    const names = { ...test, userName: 'ada@alpha.example' };
    expect(ticketText(exampleReport({ plan }), names)).toContain('\nUser id: emp-1\n');
  });

  it('says of everyone what neither the scan nor the second one can find', () => {
    const plan = examplePlan({
      source: { type: 'rule', rule: { all: [] }, tenants: null },
      secondScan: { users: 1, calls: 3, ms: 4 },
    });
    expect(ticketText(exampleReport({ plan }), test)).toMatch(
      /Not covered: A scan cannot find .* The second scan visits each user once\. /,
    );
  });

  it('does not say of sessions that a second scan found that they began during the run', () => {
    const newSessions = { ended: 2, left: 0, unknown: 0 };
    const secondScan = { startedAt: 0, endedAt: 1, complete: true, users: 10, found: 2 };
    const found = exampleReport({ newSessions, secondScan });
    expect(ticketText(found, test)).toContain(
      'New sessions: 2 new sessions were found while this ran and were ended too.\n',
    );
    expect(ticketText({ ...found, secondScan: null }, test)).toContain(
      'New sessions: 2 new sessions began while this ran and were ended too.\n',
    );
  });

  it('does not say of a watch that goes on that it was watched until its end', () => {
    type Watch = NonNullable<RevocationReport['watch']>;
    const watch: Watch = {
      ...{ startedAt: Date.UTC(2026, 10, 26, 22, 2), until: Date.UTC(2026, 10, 27, 2, 2), endedAt: null },
      ...{ isCutOff: false, watchThen: 'report', everyone: { from: now, to: now }, lastLook: null },
    };
    const watchedIn = (some: Partial<Watch>) => ticketText({ ...report, watch: { ...watch, ...some } }, test);
    expect(watchedIn({})).toContain(
      '\nWatched: since 2026-11-26 22:02:00 UTC, planned until 2026-11-27 02:02:00 UTC, and not over at 2026-11-26 22:30:00 UTC. All users are watched too',
    );
    expect(watchedIn({ endedAt: Date.UTC(2026, 10, 26, 22, 12) })).toContain(
      '\nWatched: 2026-11-26 22:02:00 UTC to 2026-11-26 22:12:00 UTC. All users were watched too',
    );
    expect(watchedIn({ isCutOff: true })).toContain(
      '\nWatched: 2026-11-26 22:02:00 UTC, planned until 2026-11-27 02:02:00 UTC. The console was ended before',
    );
  });

  it('keeps a reason with line feeds in its line', () => {
    expect(ticketText({ ...report, reason: 'a\nOutcome: complete\u2028b' }, test)).toContain(
      'Reason: a Outcome: complete b\n',
    );
  });

  it('is a table in Markdown, in which nothing that others wrote is read as Markdown', () => {
    const markdown = ticketMarkdown({ ...report, reason: '| [x](javascript:1) <b> @all\n# big' }, test);
    expect(markdown.split('\n').slice(0, 2)).toEqual(['| Revocation | |', '| --- | --- |']);
    expect(markdown).toContain('| Reason | \\| \\[x\\]\\(javascript:1\\) \\<b\\> \\@all \\# big |');
  });

  it.each([
    ['an entity', '&#64;all &lt;b&gt;', '\\&\\#64;all \\&lt;b\\&gt;'],
    ['an address that becomes a link', 'see HTTPS://evil.example', 'see HTTPS\\://evil.example'],
    ['one without its beginning', 'WWW.evil.example', 'WWW\\.evil.example'],
    ['a formula', '$x$', '\\$x\\$'],
  ])('has no Markdown in a name with %s', (_, userName, escaped) => {
    const user = { type: 'user', userId: 'u', tenantId: null } as const;
    const ofUser = { ...report, plan: { ...report.plan, source: user } };
    expect(ticketMarkdown(ofUser, { ...test, userName })).toContain(escaped);
    expect(ticketMarkdown({ ...report, reason: userName }, test)).toContain(`| Reason | ${escaped} |`);
  });
});

type SomeOfReport = Partial<RevocationReport>;

/** A report with each note: a note without a line here does not compile. */
const withNote: Readonly<Record<ReportNoteType, SomeOfReport>> = {
  'names-not-read': {
    plan: examplePlan({ source: { type: 'list', name: 'leaked.csv', names: 'not-read' } }),
  },
  'looked-for': { newSessionsLookedForIn: 0 },
  'second-scan': { secondScan: { startedAt: 1, endedAt: 2, complete: false, users: 10, found: 0 } },
  'closed-by-user-id': { closedByUserId: true },
  'not-confirmed': { outcome: 'stopped', counts: { ...countsAtStart(0), unknown: 2 } },
  resumed: { resumed: 1 },
  'not-verified': { verifiedAt: null },
  remaining: { outcome: 'incomplete', counts: { ...countsAtStart(0), revoked: 20, failed: 3 } },
  'tokens-still-valid': { oauth: { ordered: true, ended: 20, unknown: 3, notAsked: 0 } },
};

type Watch = NonNullable<RevocationReport['watch']>;
const watch: Watch = {
  ...{ startedAt: now, until: now + 60_000, endedAt: null, isCutOff: false, watchThen: 'report' },
  ...{ everyone: null, lastLook: null },
};
const lastLook = { endedAt: now, tookMs: 120, users: 3, notListed: 2, error: null, everyone: null };
const { error } = failure('unreachable');
const left = { counts: { ...countsAtStart(0), revoked: 1, failed: 1 } };
const waiting = { type: 'waiting', until: now + 1, confirmed: 0, of: 1 } as const;

describe('the text for a ticket, beside a page of the report', () => {
  it.each(Object.entries(withNote))('has the note of %s', (type, some) => {
    const noted = exampleReport(some);
    const note = everyNote(noted).find((one) => one.type === type);
    expect(note).toBeDefined();
    expect(ticketText(noted, test)).toContain(note?.sentence);
  });

  it.each(gaps)('has the gap of %s', (gap) => {
    const coverage = { ...fullCoverage, [gap]: 3 };
    expect(ticketText(exampleReport({ coverage }), test)).toContain(formatGap(gap, 3, 'started'));
  });

  it.each<readonly [what: string, some: SomeOfReport, line: string]>([
    ['that rows are damaged', { damagedRows: 1 }, 'Sessions: Damaged report: '],
    [
      'that no session was ended',
      { counts: { ...countsAtStart(0), 'already-gone': 4 } },
      'Sessions: No session was ended: all 4 were already gone',
    ],
    ['why sessions are not ended', { errors: [error] }, 'Errors: '],
    [
      'that no new session began',
      { plan: examplePlan({ users: 1 }), newSessionsLookedForIn: 1 },
      'New sessions: No new session began while this ran.',
    ],
    ['how many sessions were excluded', { plan: examplePlan({ excluded: 2 }) }, 'Excluded: 2 sessions. '],
    ['how many sessions are own ones', { plan: examplePlan({ own: 1 }) }, 'Your own: 1 of these is '],
    [
      'that sessions which are left can get new tokens',
      { ...left, exposureUntil: now + 1 },
      'Sessions that are not known to be ended can get new access tokens.',
    ],
    ['the same when tokens have expired', { ...left, exposureUntil: now }, 'can get new access tokens.'],
    [
      'which services may accept tokens',
      { exposureUntil: now + 1 },
      'Services that check only the signature may accept them.',
    ],
    [
      'that services did not confirm',
      { exposureUntil: now + 1, signals: { receivers: [], exposure: waiting } },
      'Services that did not confirm may accept access tokens',
    ],
    [
      'why a receiver did not take an event',
      { signals: { receivers: [{ ...exampleReceiver, waiting: 1, error }], exposure: waiting } },
      'Signals: gateway (protects all services): No event delivered, 1 waits. The core',
    ],
    [
      'from when users are watched',
      { watch, watched: { users: 3, from: now, to: now } },
      '3 users are watched since 2026-11-26 22:30:00 UTC.',
    ],
    [
      'when the last look was',
      { watch: { ...watch, lastLook } },
      'The last look ended at 2026-11-26 22:30:00 UTC and took 120 ms.',
    ],
    ['whom a watch did not see', { watch: { ...watch, lastLook } }, 'The last look did not see 2 users.'],
    [
      'of which sessions nobody knows whether they are new',
      { watch, notKnownToBeNew: 1 },
      'Nobody knows whether it is new.',
    ],
  ])('says %s', (_, some, line) => {
    expect(ticketText(exampleReport(some), test)).toContain(line);
  });

  it.each([
    ['ended', { ended: 1, left: 0, unknown: 0 }, true],
    ['unknown', { ended: 0, left: 1, unknown: 1 }, true],
    ['still active', { ended: 0, left: 1, unknown: 0 }, false],
  ])('says until when access tokens may be accepted where only a new session is %s', (_, newSessions, isSaid) => {
    const failed = exampleReport({ ...report, counts: { ...countsAtStart(0), failed: 1 }, newSessions });
    expect(ticketText(failed, test).includes('Access tokens may be accepted until: ')).toBe(isSaid);
  });

  it('has what a watch that goes on has found since the report was written, and what is done at present', () => {
    const activity = exampleProgress({
      ...{ run: { state: 'watching', until: now + 60_000 }, lastLook },
      newSessions: { ended: 0, left: 2, unknown: 0 },
    });
    const ticket = ticketText(exampleReport({ watch }), { ...test, activity });
    expect(ticket).toContain('At present: Watching for new sessions\n');
    expect(ticket).toContain('New sessions: 2 new sessions began while this ran and are still active.');
    expect(ticket).toContain('The last look did not see 2 users.');
  });

  it('has what a watch has found that waits for the core, or is paused', () => {
    const error = { code: 'unreachable', retryable: true } as const;
    const activity = exampleProgress({
      ...{ run: { state: 'waiting', error, retryAt: now }, phase: 'watching' },
      newSessions: { ended: 0, left: 2, unknown: 0 },
    });
    const ticket = ticketText(exampleReport({ watch }), { ...test, activity });
    expect(ticket).toContain('At present: Waiting for the core\n');
    expect(ticket).toContain('New sessions: 2 new sessions began while this ran and are still active.');
  });

  it('does not say of an earlier watch what the present one sees', () => {
    const activity = exampleProgress({ run: { state: 'watching', until: now + 60_000 }, lastLook });
    const ticket = ticketText(exampleReport({ watch: { ...watch, endedAt: now } }), { ...test, activity });
    expect(ticket).not.toContain('The last look');
  });

  it('does not say that no new session began while something is done with the revocation', () => {
    const looked = exampleReport({ plan: examplePlan({ users: 1 }), newSessionsLookedForIn: 1 });
    const ticket = ticketText(looked, { ...test, activity: exampleProgress() });
    expect(ticket).toContain('At present: Ending sessions');
    expect(ticket).not.toContain('New sessions:');
  });
});
