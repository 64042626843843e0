import { describe, expect, it } from 'vitest';
import { reportNotes } from './report-notes.ts';
import { examplePlan, exampleReport } from './testing/examples.ts';

const whole = exampleReport({ plan: examplePlan({ users: 12 }), newSessionsLookedForIn: 12 });

describe('reportNotes', () => {
  it('are none when all was as usual', () => {
    expect(reportNotes(whole)).toEqual([]);
  });

  it('tell with how many of the users new sessions were looked for', () => {
    const plan = examplePlan({ users: 340 });
    expect(reportNotes({ ...whole, plan })).toEqual(['New sessions were looked for with 12 of 340 users.']);
    expect(reportNotes({ ...whole, plan, newSessionsLookedForIn: 0 })).toEqual([
      'New sessions were not looked for.',
    ]);
    expect(reportNotes(exampleReport())).toEqual([
      'New sessions were not looked for: whose these are was not known.',
    ]);
  });

  it('tell that the console was ended in the middle', () => {
    expect(reportNotes({ ...whole, resumed: 1 })).toEqual([
      'The console was ended in the middle of this and took it up again once.',
    ]);
    expect(reportNotes({ ...whole, resumed: 2 })[0]).toMatch(/again 2 times\.$/);
  });

  it('tell that users count as active after they were closed by id', () => {
    expect(reportNotes({ ...whole, closedByUserId: true })[0]).toMatch(/these users as active/);
    const plan = examplePlan({ scope: { type: 'user', userId: 'a', tenantId: null }, users: 1 });
    const note = reportNotes({ ...whole, plan, newSessionsLookedForIn: 1, closedByUserId: true })[0];
    expect(note).toMatch(/the user as active/);
  });
});
