import type { RevocationPlan, RevocationReport, TargetCounts } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { EndSessionsRequest } from '../../app/end-sessions-context.tsx';
import { countsAtStart } from './count-summary.ts';
import { lastKnown } from './result-words.ts';
import type { RunPhase } from './run-words.ts';

/** Where ending sessions stands, from the question to the answer. */
export type EndFlow =
  | { readonly step: 'closed' }
  | { readonly step: 'listing'; readonly request: EndSessionsRequest }
  | { readonly step: 'not-listed'; readonly request: EndSessionsRequest; readonly error: AppError }
  | { readonly step: 'confirm'; readonly request: EndSessionsRequest; readonly plan: RevocationPlan }
  | ({ readonly step: 'running' } & RunSoFar)
  /** No more calls are sent; those under way are waited for. */
  | ({ readonly step: 'stopping' } & RunSoFar)
  | { readonly step: 'ended'; readonly request: EndSessionsRequest; readonly report: RevocationReport }
  /** It broke off without a report. `counts`: what is known, in which nothing unsure counts as ended or failed. */
  | {
      readonly step: 'broken-off';
      readonly request: EndSessionsRequest;
      readonly plan: RevocationPlan;
      readonly counts: TargetCounts;
      readonly error: AppError;
    };

export interface RunSoFar {
  readonly request: EndSessionsRequest;
  readonly plan: RevocationPlan;
  /** Null until main told something: until then nothing is known to be sent. */
  readonly phase: RunPhase | null;
  readonly counts: TargetCounts;
}

export type EndEvent =
  | { readonly type: 'asked'; readonly request: EndSessionsRequest }
  | { readonly type: 'listed'; readonly plan: RevocationPlan }
  | { readonly type: 'not-listed'; readonly error: AppError }
  | { readonly type: 'confirmed' }
  | { readonly type: 'progress'; readonly phase: RunPhase; readonly counts: TargetCounts }
  | { readonly type: 'stop' }
  | { readonly type: 'report'; readonly report: RevocationReport }
  | { readonly type: 'broke-off'; readonly error: AppError }
  | { readonly type: 'closed' };

/** The next step. An event that does not fit is one that came late, and changes nothing. */
export function nextFlow(flow: EndFlow, event: EndEvent): EndFlow {
  switch (event.type) {
    case 'asked':
      return canBeLeft(flow) ? { step: 'listing', request: event.request } : flow;
    case 'listed':
      return flow.step === 'listing' ? { step: 'confirm', request: flow.request, plan: event.plan } : flow;
    case 'not-listed':
      return flow.step === 'listing'
        ? { step: 'not-listed', request: flow.request, error: event.error }
        : flow;
    case 'confirmed':
      if (flow.step !== 'confirm') return flow;
      return { ...flow, step: 'running', phase: null, counts: countsAtStart(flow.plan.targets) };
    case 'progress':
      return isRunning(flow) ? { ...flow, phase: event.phase, counts: event.counts } : flow;
    case 'stop':
      return flow.step === 'running' ? { ...flow, step: 'stopping' } : flow;
    case 'report':
      return isRunning(flow) || flow.step === 'ended'
        ? { step: 'ended', request: flow.request, report: event.report }
        : flow;
    case 'broke-off':
      if (!isRunning(flow)) return flow;
      return {
        ...{ step: 'broken-off', request: flow.request, plan: flow.plan, error: event.error },
        counts: refusedAtOnce(flow) ? flow.counts : lastKnown(flow.counts),
      };
    case 'closed':
      return canBeLeft(flow) ? { step: 'closed' } : flow;
  }
}

/** Main told nothing before the failure, and was not asked to stop either: nothing was sent. */
function refusedAtOnce({ step, phase }: Extract<EndFlow, { step: 'running' | 'stopping' }>): boolean {
  return step === 'running' && phase === null;
}

export function isRunning(flow: EndFlow): flow is Extract<EndFlow, { step: 'running' | 'stopping' }> {
  return flow.step === 'running' || flow.step === 'stopping';
}

/** While sessions are being ended the dialog stays: it can be stopped, not looked away from. */
export function canBeLeft(flow: EndFlow): boolean {
  return !isRunning(flow);
}
