import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type {
  RevocationPlan,
  RunItem,
  RunOptions,
  RunProgress,
} from '../../../contract/domain/revocation.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { EndSessionsRequest } from '../../shared/end-sessions-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { useOpenRevocations } from '../../shared/open-revocations-context.tsx';
import { announce } from '../../ui/announce.ts';
import { canBeLeft, type EndEvent, nextFlow } from './end-flow.ts';
import { followRevocation } from './follow.ts';
import { targetsChanged } from './report-queries.ts';
import { startedAnnouncement } from './run-announcements.ts';

export interface Answers {
  readonly reason: string;
  readonly ticket: string | null;
  readonly typedCount: number | null;
  readonly options: RunOptions;
}

export interface EndFlowActions {
  readonly ask: (request: EndSessionsRequest) => void;
  readonly confirm: (answers: Answers) => void;
  /** Reading again, or a watch, was begun with the revocation that is shown. */
  readonly again: (progress: RunProgress) => void;
  /** Asks main again how the revocation stands, after it told nothing any more. */
  readonly look: () => void;
  /** A revocation that runs goes on. */
  readonly close: () => void;
}

function planOf(connectionId: string, request: EndSessionsRequest, signal: AbortSignal) {
  return request.draftId === undefined
    ? call('revocation.plan', { connectionId, scope: request.scope }, signal)
    : call('planning.freeze', { draftId: request.draftId }, signal);
}

/** Plays the dialog: main lists, runs and reads again; what it tells becomes the next step. */
export function useEndFlow(connectionId: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { settled } = useOpenRevocations();
  const [flow, tell] = useReducer(nextFlow, { step: 'closed' });
  const latest = useRef(flow);
  latest.current = flow;
  const listing = useRef(new AbortController());
  const alive = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    alive.current = controller;
    return () => controller.abort();
  }, []);

  const ask = useCallback(
    (request: EndSessionsRequest) => {
      if (!canBeLeft(latest.current)) return;
      listing.current.abort();
      const controller = new AbortController();
      listing.current = controller;
      // An answer that comes after Cancel belongs to no question, least of all to the next one.
      const answer = (event: EndEvent) => {
        if (!controller.signal.aborted) tell(event);
      };
      tell({ type: 'asked', request });
      planOf(connectionId, request, controller.signal).then(
        (plan) => answer({ type: 'listed', plan }),
        (thrown: unknown) => answer({ type: 'not-listed', error: toAppError(thrown) }),
      );
    },
    [connectionId],
  );

  /** To its end, whether or not the dialog is still there: whoever asked waits for it. */
  async function follow(id: string, request: EndSessionsRequest) {
    const { signal } = alive.current;
    let isWatching = false;
    const done = () => {
      settled(connectionId);
      targetsChanged(queries, id);
      request.onDone?.();
    };
    function take(item: RunItem) {
      tell(item);
      if (item.type === 'report') return;
      const watches = item.progress.run.state === 'watching';
      // Everything is ended by then. It may watch for hours, and nobody should wait for that.
      if (watches && !isWatching) done();
      isWatching = watches;
    }
    try {
      await followRevocation(id, take, signal);
      if (signal.aborted) return;
      tell({ type: 'over', id });
    } catch (thrown) {
      if (signal.aborted) return;
      tell({ type: 'lost', id, error: toAppError(thrown) });
    }
    done();
  }

  async function start(plan: RevocationPlan, request: EndSessionsRequest, answers: Answers) {
    try {
      const progress = await call('revocation.start', { planId: plan.id, ...answers });
      tell({ type: 'started', progress });
      announce(startedAnnouncement(progress));
      void follow(progress.id, request);
      if (request.draftId === undefined) return;
      tell({ type: 'closed' });
      void navigate({ to: '/revocations/$id', params: { id: progress.id } });
    } catch (thrown) {
      tell({ type: 'refused', error: toAppError(thrown) });
    }
  }

  const actions: EndFlowActions = {
    ask,
    confirm: (answers) => {
      if (flow.step !== 'confirm' || flow.starting) return;
      tell({ type: 'confirmed' });
      void start(flow.plan, flow.request, answers);
    },
    again: (progress) => {
      if (flow.step !== 'ended') return;
      tell({ type: 'progress', progress });
      void follow(progress.id, flow.request);
    },
    look: () => {
      if (flow.step !== 'running') return;
      tell({ type: 'progress', progress: flow.progress });
      void follow(flow.progress.id, flow.request);
    },
    close: () => {
      listing.current.abort();
      tell({ type: 'closed' });
    },
  };
  return { flow, actions };
}
