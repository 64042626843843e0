import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useReducer, useRef } from 'react';
import type { RevocationPlan } from '../../../contract/domain/revocation.ts';
import { toAppError } from '../../../contract/failure.ts';
import { call, readStream } from '../../app/curfew.ts';
import type { EndSessionsRequest } from '../../app/end-sessions-context.tsx';
import { awaitReport } from './await-report.ts';
import { canBeLeft, type EndEvent, type EndFlow, nextFlow } from './end-flow.ts';
import { reportsKey } from './report-queries.ts';

export interface EndFlowActions {
  readonly ask: (request: EndSessionsRequest) => void;
  readonly confirm: (answers: { readonly reason: string; readonly typedCount: number | null }) => void;
  readonly stop: () => void;
  readonly close: () => void;
}

/** Plays a revocation: main lists, runs and reads again; what it tells becomes the next step. */
export function useEndFlow(connectionId: string): {
  readonly flow: EndFlow;
  readonly actions: EndFlowActions;
} {
  const queries = useQueryClient();
  const [flow, tell] = useReducer(nextFlow, { step: 'closed' });
  const latest = useRef(flow);
  latest.current = flow;
  const work = useRef(new AbortController());

  const ask = useCallback(
    (request: EndSessionsRequest) => {
      // A run keeps its controller: Stop has to reach it.
      if (!canBeLeft(latest.current)) return;
      if (latest.current.step === 'listing') work.current.abort();
      const controller = new AbortController();
      work.current = controller;
      // An answer that comes after Cancel belongs to no question, least of all to the next one.
      const answer = (event: EndEvent) => {
        if (controller === work.current && !controller.signal.aborted) tell(event);
      };
      tell({ type: 'asked', request });
      call('revocation.plan', { connectionId, scope: request.scope }, controller.signal).then(
        (plan) => answer({ type: 'listed', plan }),
        (thrown: unknown) => answer({ type: 'not-listed', error: toAppError(thrown) }),
      );
    },
    [connectionId],
  );

  async function run(
    plan: RevocationPlan,
    request: EndSessionsRequest,
    answers: { reason: string; typedCount: number | null },
  ) {
    const { signal } = work.current;
    try {
      let reported = false;
      await readStream(
        'revocation.run',
        { planId: plan.id, ...answers },
        (items) => {
          for (const item of items) {
            tell(item);
            if (item.type === 'report') reported = true;
          }
        },
        signal,
      );
      if (!reported) tell({ type: 'report', report: await awaitReport(plan.id) });
    } catch (thrown) {
      const error = toAppError(thrown);
      // Stopped: main still waits for the calls under way, and then has a report.
      const report = signal.aborted ? await awaitReport(plan.id).catch(() => null) : null;
      tell(report === null ? { type: 'broke-off', error } : { type: 'report', report });
    } finally {
      void queries.invalidateQueries({ queryKey: reportsKey(connectionId) });
      // A session's own page, wherever the session was ended from.
      void queries.invalidateQueries({ queryKey: ['directory.session', connectionId] });
      request.onDone?.();
    }
  }

  function confirm(answers: { reason: string; typedCount: number | null }) {
    if (flow.step !== 'confirm') return;
    work.current = new AbortController();
    tell({ type: 'confirmed' });
    void run(flow.plan, flow.request, answers);
  }

  function stop() {
    tell({ type: 'stop' });
    work.current.abort();
  }

  function close() {
    // A listing that nobody waits for any more; a run cannot be left, so it is never cut off here.
    if (flow.step === 'listing') work.current.abort();
    tell({ type: 'closed' });
  }

  return { flow, actions: { ask, confirm, stop, close } };
}
