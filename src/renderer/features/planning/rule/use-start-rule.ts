import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { draftsKey } from '../draft-keys.ts';
import type { RuleRequest } from './rule-scope.ts';

/** Begins to look for sessions, and shows how it goes. */
export function useStartRule() {
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: RuleRequest) => call('planning.startRule', { connectionId, ...request }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: draftsKey(connectionId) });
      return navigate({ to: '/revocations/drafts/$draftId', params: { draftId: id } });
    },
  });
}
