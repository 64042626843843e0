import { describe, expect, it } from 'vitest';
import {
  countsAtStart,
  examplePlan,
  exampleReceiver,
  exampleReport,
} from '../../../../../test/unit/support/revocation-examples.ts';
import { fullCoverage } from '../../../../contract/domain/coverage.ts';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { ticketMarkdown, ticketText } from './copy-for-ticket.tsx';

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
const test = { connection: 'Test', userName: null, now };

describe('the text for a ticket', () => {
  it('says what was ended, by whom and why, what is not covered, and until when access tokens may be accepted', () => {
    expect(ticketText(report, { connection: 'Production', userName: null, now }).split('\n')).toEqual([
      'Outcome: complete with gaps',
      'Sessions: 5,000 of 5,000 sessions are known to be ended',
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
      'Access tokens may be accepted until: 2026-11-26 23:00:00 UTC',
      'OAuth2 tokens: ended for 23 sessions, unknown for 0',
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
      'Signals: gateway: All 5,000 events were delivered 2026-11-26 22:03:00 UTC. edge: No event delivered, 5,000 were refused',
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
      'Exposure: open until 2026-11-26 23:00:00 UTC, 0 of 1 service confirmed (as of 2026-11-26 22:30:00 UTC)',
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
    const names = { connection: 'Test', userName: 'ada@alpha.example', now };
    expect(ticketText(exampleReport({ plan }), names)).toContain(
      'Source: all sessions of ada@alpha.example\n',
    );
  });

  it('names the user and the session of a session that was chosen', () => {
    const plan = examplePlan({ source: { type: 'handles' }, targets: 1, onlyHandle: 'ec513228' });
    const names = { connection: 'Test', userName: 'ada@alpha.example', now };
    expect(ticketText(exampleReport({ plan }), names)).toContain(
      'Source: 1 selected session\nUser: ada@alpha.example\nSession: ec513228\n',
    );
  });

  it('has the id of a user beside the name', () => {
    const plan = examplePlan({ source: { type: 'user', userId: 'emp-1', tenantId: null } });
    const names = { connection: 'Test', userName: 'ada@alpha.example', now };
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
