import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { RevocationPlan } from '../../../../contract/domain/revocation/plan.ts';
import type { RunItem } from '../../../../contract/domain/revocation/report.ts';
import type { RunOptions, RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { call } from '../../../shared/ipc-client.ts';
import type { EndSessionsRequest } from '../../../shared/revocations/end-sessions-context.tsx';
import { isWatch } from '../../../shared/revocations/is-watch.ts';
import { useOpenRevocations } from '../../../shared/revocations/open-revocations-context.tsx';
import { rememberStarted } from '../../../shared/revocations/started-revocations.ts';
import { announce } from '../../../ui/announce.ts';
import { startedAnnouncement } from '../progress/format-progress.ts';
import { followRevocation, invalidateTargets } from '../revocation-calls.ts';
import { canBeLeft, type EndEvent, nextFlow } from './end-flow.ts';

interface Answers {
  readonly reason: string;
  readonly ticket: string | null;
  readonly typedCount: number | null;
  readonly options: RunOptions;
  readonly oauthAnswered: boolean;
}

export interface EndFlowActions {
  readonly ask: (request: EndSessionsRequest) => void;
  readonly confirm: (answers: Answers) => void;
  /** Verification, or a watch, was started for the revocation that is shown. */
  readonly followActivity: (progress: RunProgress) => void;
  /** Asks main for the progress again, after the stream failed. */
  readonly followAgain: () => void;
  /** A run continues without the dialog. */
  readonly close: () => void;
}

function planOf(connectionId: string, request: EndSessionsRequest, signal: AbortSignal) {
  return request.draftId === undefined
    ? call('revocation.plan', { connectionId, selection: request.selection }, signal)
    : call('planning.freeze', { draftId: request.draftId }, signal);
}

/** Connects the dialog with main: each answer and each item of the stream is an event that leads to the next state. */
export function useEndFlow(connectionId: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { settled } = useOpenRevocations();
  const [flow, send] = useReducer(nextFlow, { state: 'closed' });
  const latest = useRef(flow);
  latest.current = flow;
  const planning = useRef(new AbortController());
  const mounted = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    mounted.current = controller;
    return () => controller.abort();
  }, []);

  const ask = useCallback(
    (request: EndSessionsRequest) => {
      if (!canBeLeft(latest.current)) return;
      planning.current.abort();
      const controller = new AbortController();
      planning.current = controller;
      // An answer that comes after Cancel belongs to no question, least of all to the next one.
      const answer = (event: EndEvent) => {
        if (!controller.signal.aborted) send(event);
      };
      send({ type: 'asked', request });
      planOf(connectionId, request, controller.signal).then(
        (plan) => answer({ type: 'planned', plan }),
        (thrown: unknown) => answer({ type: 'not-planned', error: toAppError(thrown) }),
      );
    },
    [connectionId],
  );

  /** To its end, whether or not the dialog is still open: the page that asked waits for `onDone`. */
  async function follow(id: string, request: EndSessionsRequest) {
    const { signal } = mounted.current;
    let isWatching = false;
    const done = () => {
      settled(connectionId);
      invalidateTargets(queries, id);
      request.onDone?.();
    };
    function onItem(item: RunItem) {
      send(item);
      if (item.type === 'report') return;
      const watches = isWatch(item.progress);
      // Everything is ended by then. It may watch for hours, and nobody should wait for that.
      if (watches && !isWatching) done();
      isWatching = watches;
    }
    try {
      await followRevocation(id, onItem, signal);
      if (signal.aborted) return;
      send({ type: 'over', id });
    } catch (thrown) {
      if (signal.aborted) return;
      send({ type: 'lost', id, error: toAppError(thrown) });
    }
    done();
  }

  async function start(plan: RevocationPlan, request: EndSessionsRequest, answers: Answers) {
    try {
      const progress = await call('revocation.start', { planId: plan.id, ...answers });
      send({ type: 'started', progress });
      if (request.selection !== undefined)
        rememberStarted(progress, request.selection, request.userId ?? null);
      announce(startedAnnouncement(progress));
      void follow(progress.id, request);
      if (request.draftId === undefined) return;
      send({ type: 'closed' });
      void navigate({ to: '/revocations/$id', params: { id: progress.id } });
    } catch (thrown) {
      send({ type: 'refused', error: toAppError(thrown) });
    }
  }

  const actions: EndFlowActions = {
    ask,
    confirm: (answers) => {
      if (flow.state !== 'question' || flow.isStarting) return;
      send({ type: 'confirmed' });
      void start(flow.plan, flow.request, answers);
    },
    followActivity: (progress) => {
      if (flow.state !== 'ended') return;
      send({ type: 'progress', progress });
      void follow(progress.id, flow.request);
    },
    followAgain: () => {
      if (flow.state !== 'running') return;
      send({ type: 'progress', progress: flow.progress });
      void follow(flow.progress.id, flow.request);
    },
    close: () => {
      planning.current.abort();
      send({ type: 'closed' });
    },
  };
  return { flow, actions };
}
