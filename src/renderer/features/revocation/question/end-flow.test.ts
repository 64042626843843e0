import { describe, expect, it } from 'vitest';
import {
  countsAtStart,
  examplePlan,
  exampleProgress,
  exampleReport,
} from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import { type EndEvent, type EndFlow, nextFlow } from './end-flow.ts';

const request = { selection: { type: 'handles' as const, handles: ['h'] }, subject: 'ada@alpha.example' };
const error = { code: 'unreachable', retryable: true } as const;
const plan = examplePlan();
const report = exampleReport();
const progress = exampleProgress();
const otherId = '7a0b6a52-0f0e-4a52-9f0a-0c8f0f0f0f0f';

function flowAfter(...events: EndEvent[]): EndFlow {
  return events.reduce<EndFlow>(nextFlow, { state: 'closed' });
}

const asked: EndEvent = { type: 'asked', request };
const planned: EndEvent = { type: 'planned', plan };
const confirmed: EndEvent = { type: 'confirmed' };
const started: EndEvent = { type: 'started', progress };
const closed: EndEvent = { type: 'closed' };

describe('the dialog that ends sessions', () => {
  it('plans, asks, runs and reports', () => {
    expect(flowAfter(asked).state).toBe('planning');
    expect(flowAfter(asked, planned)).toMatchObject({ state: 'question', isStarting: false });
    expect(flowAfter(asked, planned, confirmed)).toMatchObject({ state: 'question', isStarting: true });
    expect(flowAfter(asked, planned, confirmed, started)).toMatchObject({ state: 'running', progress });
    expect(flowAfter(asked, planned, confirmed, started, { type: 'report', report })).toMatchObject({
      state: 'ended',
      report,
    });
  });

  it('starts a run from the question only', () => {
    expect(flowAfter(asked, confirmed, started).state).toBe('planning');
    expect(flowAfter(confirmed, started).state).toBe('closed');
    expect(flowAfter(asked, { type: 'not-planned', error }, confirmed, started).state).toBe('not-planned');
    expect(flowAfter(asked, planned, closed, confirmed, started).state).toBe('closed');
    expect(flowAfter(asked, planned, started).state).toBe('question');
  });

  it('ignores a plan that comes after the question was left', () => {
    expect(flowAfter(asked, closed, planned).state).toBe('closed');
  });

  it('shows the question again when main refuses, and says why until it is confirmed again', () => {
    const refused = flowAfter(asked, planned, confirmed, { type: 'refused', error });
    expect(refused).toMatchObject({ state: 'question', isStarting: false, refusal: error });
    expect(nextFlow(refused, confirmed)).toMatchObject({ isStarting: true, refusal: null });
  });

  it('cannot be left, nor asked again, while main starts the run', () => {
    const starting = flowAfter(asked, planned, confirmed);
    expect(nextFlow(starting, closed)).toBe(starting);
    expect(nextFlow(starting, asked)).toBe(starting);
    expect(nextFlow(starting, confirmed)).toMatchObject({ isStarting: true });
  });

  it('can be left while it runs, and later events open nothing again', () => {
    const left = flowAfter(asked, planned, confirmed, started, closed);
    expect(left.state).toBe('closed');
    expect(nextFlow(left, { type: 'progress', progress })).toBe(left);
    expect(nextFlow(left, { type: 'report', report })).toBe(left);
    expect(nextFlow(left, { type: 'lost', id: report.id, error })).toBe(left);
  });

  it('shows nothing of a revocation that was left for another question', () => {
    const other = flowAfter(asked, planned, confirmed, started, asked, planned, confirmed, {
      type: 'started',
      progress: { ...progress, id: otherId },
    });
    expect(nextFlow(other, { type: 'report', report })).toBe(other);
    expect(nextFlow(other, { type: 'progress', progress })).toBe(other);
    expect(nextFlow(other, { type: 'lost', id: report.id, error })).toBe(other);
  });

  it('shows the progress while it stops, and the report then', () => {
    const counts = { ...countsAtStart(12), revoked: 11 };
    const stopping = exampleProgress({ run: { state: 'stopping' }, counts });
    const flow = flowAfter(asked, planned, confirmed, started, { type: 'progress', progress: stopping });
    expect(flow).toMatchObject({ state: 'running', progress: { run: { state: 'stopping' }, counts } });
    expect(nextFlow(flow, { type: 'report', report }).state).toBe('ended');
  });

  it('shows the last numbers when the stream fails, until it works again', () => {
    const lost = flowAfter(asked, planned, confirmed, started, { type: 'lost', id: report.id, error });
    expect(lost).toMatchObject({ state: 'running', progress, lost: error });
    expect(nextFlow(lost, { type: 'progress', progress })).toMatchObject({ lost: null });
  });
});

describe('the dialog after the end', () => {
  const ended = flowAfter(asked, planned, confirmed, started, { type: 'report', report });
  const watching = exampleProgress({ run: { state: 'watching', until: 99 } });

  it('shows a newer report of the same revocation after verification', () => {
    const newer = { ...report, verifiedAt: 99 };
    expect(nextFlow(ended, { type: 'report', report: newer })).toMatchObject({ report: { verifiedAt: 99 } });
  });

  it('shows the report while it watches for new sessions, and each newer one', () => {
    const more = { ...report, newSessions: { ended: 0, left: 1, unknown: 0 } };
    const flow = [
      { type: 'progress', progress: watching } as const,
      { type: 'report', report: more } as const,
    ].reduce<EndFlow>(nextFlow, ended);
    expect(flow).toMatchObject({ state: 'ended', report: more, activity: watching });
    expect(nextFlow(flow, { type: 'over', id: report.id })).toMatchObject({ report: more, activity: null });
  });

  it('says that nothing is done any more when the stream fails', () => {
    const flow = nextFlow(ended, { type: 'progress', progress: watching });
    expect(nextFlow(flow, { type: 'lost', id: report.id, error })).toMatchObject({ activity: null });
    expect(nextFlow(flow, { type: 'over', id: otherId })).toMatchObject({ activity: watching });
  });
});
