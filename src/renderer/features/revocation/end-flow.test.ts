import { describe, expect, it } from 'vitest';
import { countsAtStart } from './count-summary.ts';
import { type EndEvent, type EndFlow, nextFlow } from './end-flow.ts';
import { examplePlan, exampleProgress, exampleReport } from './testing/examples.ts';

const request = { scope: { type: 'handles' as const, handles: ['h'] }, subject: 'ada@alpha.example' };
const error = { code: 'unreachable', message: 'The core does not answer.', retryable: true } as const;
const plan = examplePlan();
const report = exampleReport();
const progress = exampleProgress();
const otherId = '7a0b6a52-0f0e-4a52-9f0a-0c8f0f0f0f0f';

function flowAfter(...events: EndEvent[]): EndFlow {
  return events.reduce<EndFlow>(nextFlow, { step: 'closed' });
}

const asked: EndEvent = { type: 'asked', request };
const listed: EndEvent = { type: 'listed', plan };
const confirmed: EndEvent = { type: 'confirmed' };
const started: EndEvent = { type: 'started', progress };
const closed: EndEvent = { type: 'closed' };

describe('ending sessions, step by step', () => {
  it('lists, asks, runs and reports', () => {
    expect(flowAfter(asked).step).toBe('listing');
    expect(flowAfter(asked, listed)).toMatchObject({ step: 'confirm', starting: false });
    expect(flowAfter(asked, listed, confirmed)).toMatchObject({ step: 'confirm', starting: true });
    expect(flowAfter(asked, listed, confirmed, started)).toMatchObject({ step: 'running', progress });
    expect(flowAfter(asked, listed, confirmed, started, { type: 'report', report })).toMatchObject({
      step: 'ended',
      report,
    });
  });

  it('starts a run from the question only: nothing else leads to it', () => {
    expect(flowAfter(asked, confirmed, started).step).toBe('listing');
    expect(flowAfter(confirmed, started).step).toBe('closed');
    expect(flowAfter(asked, { type: 'not-listed', error }, confirmed, started).step).toBe('not-listed');
    expect(flowAfter(asked, listed, closed, confirmed, started).step).toBe('closed');
    expect(flowAfter(asked, listed, started).step).toBe('confirm');
  });

  it('takes no list that comes after the question was left', () => {
    expect(flowAfter(asked, closed, listed).step).toBe('closed');
  });

  it('keeps the question when main refuses, and says why until it is confirmed again', () => {
    const refused = flowAfter(asked, listed, confirmed, { type: 'refused', error });
    expect(refused).toMatchObject({ step: 'confirm', starting: false, refused: error });
    expect(nextFlow(refused, confirmed)).toMatchObject({ starting: true, refused: null });
  });

  it('cannot be left, nor asked anew, in the moment in which it is started', () => {
    const starting = flowAfter(asked, listed, confirmed);
    expect(nextFlow(starting, closed)).toBe(starting);
    expect(nextFlow(starting, asked)).toBe(starting);
    expect(nextFlow(starting, confirmed)).toMatchObject({ starting: true });
  });

  it('can be left while it runs, and what is told then opens nothing again', () => {
    const left = flowAfter(asked, listed, confirmed, started, closed);
    expect(left.step).toBe('closed');
    expect(nextFlow(left, { type: 'progress', progress })).toBe(left);
    expect(nextFlow(left, { type: 'report', report })).toBe(left);
    expect(nextFlow(left, { type: 'lost', id: report.id, error })).toBe(left);
  });

  it('shows nothing of a revocation that was left for another question', () => {
    const other = flowAfter(asked, listed, confirmed, started, asked, listed, confirmed, {
      type: 'started',
      progress: { ...progress, id: otherId },
    });
    expect(nextFlow(other, { type: 'report', report })).toBe(other);
    expect(nextFlow(other, { type: 'progress', progress })).toBe(other);
    expect(nextFlow(other, { type: 'lost', id: report.id, error })).toBe(other);
  });

  it('shows what main tells while it stops, and the report then', () => {
    const counts = { ...countsAtStart(12), revoked: 11 };
    const stopping = exampleProgress({ run: { state: 'stopping' }, counts });
    const flow = flowAfter(asked, listed, confirmed, started, { type: 'progress', progress: stopping });
    expect(flow).toMatchObject({ step: 'running', progress: { run: { state: 'stopping' }, counts } });
    expect(nextFlow(flow, { type: 'report', report }).step).toBe('ended');
  });

  it('keeps the last numbers when main tells no more, until it does again', () => {
    const lost = flowAfter(asked, listed, confirmed, started, { type: 'lost', id: report.id, error });
    expect(lost).toMatchObject({ step: 'running', progress, lost: error });
    expect(nextFlow(lost, { type: 'progress', progress })).toMatchObject({ lost: null });
  });
});

describe('after the end', () => {
  const ended = flowAfter(asked, listed, confirmed, started, { type: 'report', report });
  const watching = exampleProgress({ run: { state: 'watching', until: 99 } });

  it('takes a newer report of the same revocation after reading again', () => {
    const newer = { ...report, verifiedAt: 99 };
    expect(nextFlow(ended, { type: 'report', report: newer })).toMatchObject({ report: { verifiedAt: 99 } });
  });

  it('keeps the report while it watches for new sessions, and takes those that come meanwhile', () => {
    const more = { ...report, newSessions: { ended: 0, left: 1 } };
    const flow = [
      { type: 'progress', progress: watching } as const,
      { type: 'report', report: more } as const,
    ].reduce<EndFlow>(nextFlow, ended);
    expect(flow).toMatchObject({ step: 'ended', report: more, again: watching });
    expect(nextFlow(flow, { type: 'over', id: report.id })).toMatchObject({ report: more, again: null });
  });

  it('no longer says that anything is done when main tells no more', () => {
    const flow = nextFlow(ended, { type: 'progress', progress: watching });
    expect(nextFlow(flow, { type: 'lost', id: report.id, error })).toMatchObject({ again: null });
    expect(nextFlow(flow, { type: 'over', id: otherId })).toMatchObject({ again: watching });
  });
});
