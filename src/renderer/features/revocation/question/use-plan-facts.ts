import { useQuery } from '@tanstack/react-query';
import type { PlanSource, RevocationPlan } from '../../../../contract/domain/revocation/plan.ts';
import type { SessionDetails } from '../../../../contract/domain/session.ts';
import type { LoginMethod } from '../../../../contract/domain/user.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { nameInView } from '../../../shared/known-user.ts';

/** What the core says; `unread`: it could not be read, and nobody knows. */
export type FactState<Value> =
  | { readonly state: 'reading' }
  | { readonly state: 'unread'; readonly error: Error | null; readonly retry: () => void }
  | { readonly state: 'read'; readonly value: Value };

export interface OwnerFacts {
  /** Name and address; null: the core has no such user. */
  readonly userName: string | null;
  readonly loginMethods: readonly LoginMethod[];
}

interface PlanFactsRead {
  /** Of a plan of one session; its value is null when it was already gone. Null: the plan has several. */
  readonly session: FactState<SessionDetails | null> | null;
  /** Null: the plan is of several users. */
  readonly owner: FactState<OwnerFacts> | null;
}

/**
 * As they were when the question was asked: afterwards the core has the session no more. So only the question reads them, and
 * what it could not read stays unread.
 */
export function usePlanFacts(plan: RevocationPlan, isAsked: boolean): PlanFactsRead {
  const { id: connectionId } = useConnection();
  const handle = plan.onlyHandle ?? null;
  const session = useQuery({
    queryKey: ['question.session', plan.id],
    queryFn: async ({ signal }) => {
      const view = await call('directory.session', { connectionId, handle: handle ?? '' }, signal);
      return view.type === 'session' ? view.session : null;
    },
    enabled: isAsked && handle !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const userId = session.data?.userId ?? userOf(plan.source);
  const owner = useQuery({
    queryKey: ['question.owner', plan.id, userId],
    queryFn: async ({ signal }): Promise<OwnerFacts> => {
      const view = await call('directory.user', { connectionId, userId: userId ?? '' }, signal);
      return {
        userName: nameInView(view),
        loginMethods: view.type === 'user' ? view.user.loginMethods : [],
      };
    },
    enabled: isAsked && userId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return {
    session: handle === null ? null : stateOf(session),
    owner: userId === null ? null : stateOf(owner),
  };
}

interface FactQuery<Value> {
  readonly data: Value | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

function stateOf<Value>({ data, error, isFetching, refetch }: FactQuery<Value>): FactState<Value> {
  if (data !== undefined) return { state: 'read', value: data };
  return isFetching ? { state: 'reading' } : { state: 'unread', error, retry: () => void refetch() };
}

function userOf(source: PlanSource): string | null {
  return source.type === 'user' ? source.userId : null;
}
