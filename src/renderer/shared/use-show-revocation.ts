import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useConnections } from './connections-context.tsx';

/** Leads to a revocation's page, and to its own connection when that is another one. */
export function useShowRevocation(): (revocation: { id: string; connectionId: string }) => void {
  const { list, active, activate } = useConnections();
  const navigate = useNavigate();
  return useCallback(
    ({ id, connectionId }) => {
      const isThere = list?.some((connection) => connection.id === connectionId) ?? false;
      if (isThere && active?.id !== connectionId) activate(connectionId);
      void navigate({ to: '/revocations/$id', params: { id } });
    },
    [list, active, activate, navigate],
  );
}
