import type { RevocationPlan } from '../../../../contract/domain/revocation/plan.ts';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../../contract/errors.ts';
import type { EndSessionsRequest } from '../../../shared/revocations/end-sessions-context.tsx';

/** The state of the dialog that ends sessions, from the question to the result. */
export type EndFlow =
  | { readonly state: 'closed' }
  | { readonly state: 'planning'; readonly request: EndSessionsRequest }
  | { readonly state: 'not-planned'; readonly request: EndSessionsRequest; readonly error: AppError }
  | {
      readonly state: 'question';
      readonly request: EndSessionsRequest;
      readonly plan: RevocationPlan;
      /** Confirmed, and main has not answered yet. */
      readonly isStarting: boolean;
      /** Why it was not started: nothing was sent. */
      readonly refusal: AppError | null;
    }
  | {
      readonly state: 'running';
      readonly request: EndSessionsRequest;
      readonly plan: RevocationPlan;
      readonly progress: RunProgress;
      /** Why main sends no progress any more. The run continues all the same. */
      readonly lost: AppError | null;
    }
  | {
      readonly state: 'ended';
      readonly request: EndSessionsRequest;
      readonly report: RevocationReport;
      /** What is done with it after its report: verification, or watching for new sessions. */
      readonly activity: RunProgress | null;
    };

export type EndEvent =
  | { readonly type: 'asked'; readonly request: EndSessionsRequest }
  | { readonly type: 'planned'; readonly plan: RevocationPlan }
  | { readonly type: 'not-planned'; readonly error: AppError }
  | { readonly type: 'confirmed' }
  | { readonly type: 'started'; readonly progress: RunProgress }
  | { readonly type: 'refused'; readonly error: AppError }
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'report'; readonly report: RevocationReport }
  /** Nothing is done with it any more, and its last report was sent. */
  | { readonly type: 'over'; readonly id: string }
  | { readonly type: 'lost'; readonly id: string; readonly error: AppError }
  | { readonly type: 'closed' };

/**
 * The next state. An event that does not fit came late, or belongs to a revocation that is not shown any more, and changes
 * nothing.
 */
export function nextFlow(flow: EndFlow, event: EndEvent): EndFlow {
  switch (event.type) {
    case 'asked':
      return canBeLeft(flow) ? { state: 'planning', request: event.request } : flow;
    case 'planned':
      if (flow.state !== 'planning') return flow;
      return { state: 'question', request: flow.request, plan: event.plan, isStarting: false, refusal: null };
    case 'not-planned':
      return flow.state === 'planning'
        ? { state: 'not-planned', request: flow.request, error: event.error }
        : flow;
    case 'confirmed':
      return flow.state === 'question' ? { ...flow, isStarting: true, refusal: null } : flow;
    case 'refused':
      return isStarting(flow) ? { ...flow, isStarting: false, refusal: event.error } : flow;
    case 'started': {
      if (!isStarting(flow)) return flow;
      const { plan, request } = flow;
      return { state: 'running', request, plan, progress: event.progress, lost: null };
    }
    case 'progress':
      return withProgress(flow, event.progress);
    case 'report':
      return withReport(flow, event.report);
    case 'over':
      return flow.state === 'ended' && idOf(flow) === event.id ? { ...flow, activity: null } : flow;
    case 'lost':
      if (idOf(flow) !== event.id) return flow;
      if (flow.state === 'running') return { ...flow, lost: event.error };
      return flow.state === 'ended' ? { ...flow, activity: null } : flow;
    case 'closed':
      return canBeLeft(flow) ? { state: 'closed' } : flow;
  }
}

function withProgress(flow: EndFlow, progress: RunProgress): EndFlow {
  if (idOf(flow) !== progress.id) return flow;
  if (flow.state === 'running') return { ...flow, progress, lost: null };
  return flow.state === 'ended' ? { ...flow, activity: progress } : flow;
}

/** While it watches for new sessions there is a report already, and further ones come. */
function withReport(flow: EndFlow, report: RevocationReport): EndFlow {
  if (idOf(flow) !== report.id) return flow;
  if (flow.state === 'ended') return { ...flow, report };
  return flow.state === 'running' ? { state: 'ended', request: flow.request, report, activity: null } : flow;
}

/** Which revocation the dialog shows. */
function idOf(flow: EndFlow): string | null {
  if (flow.state === 'running') return flow.progress.id;
  return flow.state === 'ended' ? flow.report.id : null;
}

type Starting = Extract<EndFlow, { state: 'question' }>;

function isStarting(flow: EndFlow): flow is Starting {
  return flow.state === 'question' && flow.isStarting;
}

/** A revocation continues in main without the dialog. Only its start has to be waited for. */
export function canBeLeft(flow: EndFlow): boolean {
  return !isStarting(flow);
}
