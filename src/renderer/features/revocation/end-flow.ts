import type { RevocationPlan, RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { EndSessionsRequest } from '../../shared/end-sessions-context.tsx';

/** Where ending sessions stands in the dialog, from the question to the answer. */
export type EndFlow =
  | { readonly step: 'closed' }
  | { readonly step: 'listing'; readonly request: EndSessionsRequest }
  | { readonly step: 'not-listed'; readonly request: EndSessionsRequest; readonly error: AppError }
  | {
      readonly step: 'confirm';
      readonly request: EndSessionsRequest;
      readonly plan: RevocationPlan;
      /** Confirmed, and main has not answered yet. */
      readonly starting: boolean;
      /** Why it was not started: nothing was sent. */
      readonly refused: AppError | null;
    }
  | {
      readonly step: 'running';
      readonly request: EndSessionsRequest;
      readonly progress: RunProgress;
      /** Why main tells nothing of it any more. It goes on all the same. */
      readonly lost: AppError | null;
    }
  | {
      readonly step: 'ended';
      readonly request: EndSessionsRequest;
      readonly report: RevocationReport;
      /** What is being done with it anew: reading again, or watching for new sessions. */
      readonly again: RunProgress | null;
    };

export type EndEvent =
  | { readonly type: 'asked'; readonly request: EndSessionsRequest }
  | { readonly type: 'listed'; readonly plan: RevocationPlan }
  | { readonly type: 'not-listed'; readonly error: AppError }
  | { readonly type: 'confirmed' }
  | { readonly type: 'started'; readonly progress: RunProgress }
  | { readonly type: 'refused'; readonly error: AppError }
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'report'; readonly report: RevocationReport }
  /** Nothing is done with it any more, and its last report was told. */
  | { readonly type: 'over'; readonly id: string }
  | { readonly type: 'lost'; readonly id: string; readonly error: AppError }
  | { readonly type: 'closed' };

/**
 * The next step. An event that does not fit is one that came late, or belongs to a revocation that was left, and
 * changes nothing.
 */
export function nextFlow(flow: EndFlow, event: EndEvent): EndFlow {
  switch (event.type) {
    case 'asked':
      return canBeLeft(flow) ? { step: 'listing', request: event.request } : flow;
    case 'listed':
      if (flow.step !== 'listing') return flow;
      return { step: 'confirm', request: flow.request, plan: event.plan, starting: false, refused: null };
    case 'not-listed':
      return flow.step === 'listing'
        ? { step: 'not-listed', request: flow.request, error: event.error }
        : flow;
    case 'confirmed':
      return flow.step === 'confirm' ? { ...flow, starting: true, refused: null } : flow;
    case 'refused':
      return isStarting(flow) ? { ...flow, starting: false, refused: event.error } : flow;
    case 'started':
      if (!isStarting(flow)) return flow;
      return { step: 'running', request: flow.request, progress: event.progress, lost: null };
    case 'progress':
      return withProgress(flow, event.progress);
    case 'report':
      return withReport(flow, event.report);
    case 'over':
      return flow.step === 'ended' && idOf(flow) === event.id ? { ...flow, again: null } : flow;
    case 'lost':
      if (idOf(flow) !== event.id) return flow;
      if (flow.step === 'running') return { ...flow, lost: event.error };
      return flow.step === 'ended' ? { ...flow, again: null } : flow;
    case 'closed':
      return canBeLeft(flow) ? { step: 'closed' } : flow;
  }
}

function withProgress(flow: EndFlow, progress: RunProgress): EndFlow {
  if (idOf(flow) !== progress.id) return flow;
  if (flow.step === 'running') return { ...flow, progress, lost: null };
  return flow.step === 'ended' ? { ...flow, again: progress } : flow;
}

/** While it watches for new sessions there is a report already, and further ones come. */
function withReport(flow: EndFlow, report: RevocationReport): EndFlow {
  if (idOf(flow) !== report.id) return flow;
  if (flow.step === 'ended') return { ...flow, report };
  return flow.step === 'running' ? { step: 'ended', request: flow.request, report, again: null } : flow;
}

/** Which revocation the dialog shows. */
function idOf(flow: EndFlow): string | null {
  if (flow.step === 'running') return flow.progress.id;
  return flow.step === 'ended' ? flow.report.id : null;
}

type Starting = Extract<EndFlow, { step: 'confirm' }>;

function isStarting(flow: EndFlow): flow is Starting {
  return flow.step === 'confirm' && flow.starting;
}

/** A revocation goes on in main without the dialog. Only the moment in which it is started has to be waited for. */
export function canBeLeft(flow: EndFlow): boolean {
  return !isStarting(flow);
}
