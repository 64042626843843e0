import { describe, expect, it } from 'vitest';
import type { RevocationPlan, RevocationReport } from '../../../contract/domain/revocation.ts';
import { countsAtStart } from './count-summary.ts';
import { type EndEvent, type EndFlow, nextFlow } from './end-flow.ts';

const request = { scope: { type: 'handles', handles: ['h'] }, subject: 'ada@alpha.example' } as const;
const again = { ...request, scope: { type: 'handles' as const, handles: ['h'] } };
const error = { code: 'unreachable', message: 'The core does not answer.', retryable: true } as const;

const plan: RevocationPlan = {
  ...{ id: '5f5f7c3e-4f0e-4a52-9f0a-0c8f0f0f0f0f', connectionId: 'sandbox', scope: { type: 'handles' } },
  ...{ createdAt: 1, targets: 23, duplicates: 0, byTenant: [], byIdentity: [], accessTokenLifetimeS: 3_600 },
};

const report: RevocationReport = {
  ...{ id: plan.id, plan, reason: '', startedAt: 1, checkedAt: 2, endedAt: 3, outcome: 'complete' },
  ...{ counts: { ...countsAtStart(0), revoked: 23 }, newcomers: { ended: 0, left: 0 } },
  ...{ rounds: 1, closedByUserId: false, exposureUntil: 4, errors: [] },
};

function flowAfter(...events: EndEvent[]): EndFlow {
  return events.reduce<EndFlow>(nextFlow, { step: 'closed' });
}

const asked: EndEvent = { type: 'asked', request: again };
const listed: EndEvent = { type: 'listed', plan };
const confirmed: EndEvent = { type: 'confirmed' };

describe('ending sessions, step by step', () => {
  it('lists, asks, runs and reports', () => {
    expect(flowAfter(asked).step).toBe('listing');
    expect(flowAfter(asked, listed).step).toBe('confirm');
    expect(flowAfter(asked, listed, confirmed).step).toBe('running');
    expect(flowAfter(asked, listed, confirmed, { type: 'report', report })).toMatchObject({
      step: 'ended',
      report,
    });
  });

  it('starts a run from the question only: nothing else leads to it', () => {
    expect(flowAfter(asked, confirmed).step).toBe('listing');
    expect(flowAfter(confirmed).step).toBe('closed');
    expect(flowAfter(asked, { type: 'not-listed', error }, confirmed).step).toBe('not-listed');
    expect(flowAfter(asked, listed, { type: 'closed' }, confirmed).step).toBe('closed');
  });

  it('takes no list that comes after the question was left', () => {
    expect(flowAfter(asked, { type: 'closed' }, listed).step).toBe('closed');
  });

  it('cannot be left, nor asked anew, while it runs', () => {
    const running = flowAfter(asked, listed, confirmed);
    expect(nextFlow(running, { type: 'closed' })).toBe(running);
    expect(nextFlow(running, asked)).toBe(running);
    const stopping = nextFlow(running, { type: 'stop' });
    expect(stopping.step).toBe('stopping');
    expect(nextFlow(stopping, { type: 'closed' })).toBe(stopping);
  });

  it('shows what main tells while it stops, and the report then', () => {
    const counts = { ...countsAtStart(12), revoked: 11 };
    const stopping = flowAfter(
      asked,
      listed,
      confirmed,
      { type: 'stop' },
      { type: 'progress', phase: 'ending', counts },
    );
    expect(stopping).toMatchObject({ step: 'stopping', counts });
    expect(nextFlow(stopping, { type: 'report', report }).step).toBe('ended');
  });

  it('takes what is not settled as unknown when it breaks off, never as failed, ended or not sent', () => {
    const counts = { ...countsAtStart(10), revoked: 11, sent: 2 };
    const broken = flowAfter(
      asked,
      listed,
      confirmed,
      { type: 'progress', phase: 'ending', counts },
      { type: 'broke-off', error },
    );
    expect(broken).toMatchObject({
      step: 'broken-off',
      counts: { revoked: 11, unknown: 12, sent: 0, planned: 0, failed: 0 },
    });
  });

  it('knows that nothing was sent when it is refused before main told anything', () => {
    const refused = flowAfter(asked, listed, confirmed, { type: 'broke-off', error });
    expect(refused).toMatchObject({ step: 'broken-off', counts: countsAtStart(23) });
  });

  it('does not know what was sent when it was stopped before main told anything, and no report came', () => {
    const stopped = flowAfter(asked, listed, confirmed, { type: 'stop' }, { type: 'broke-off', error });
    expect(stopped).toMatchObject({ step: 'broken-off', counts: { unknown: 23, planned: 0 } });
  });

  it('takes a newer report of the same revocation after reading again', () => {
    const ended = flowAfter(asked, listed, confirmed, { type: 'report', report });
    const newer = { ...report, checkedAt: 99 };
    expect(nextFlow(ended, { type: 'report', report: newer })).toMatchObject({ report: { checkedAt: 99 } });
  });
});
