import { useNavigate } from '@tanstack/react-router';
import { createContext, use, useCallback } from 'react';
import type { RunProgress } from '../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../contract/errors.ts';
import { useConnections } from '../connections-context.tsx';

interface OpenRevocations {
  /** Everything that is not ended, of all connections; null until main sent them. */
  readonly list: readonly RunProgress[] | null;
  /** Why the list is not updated; it was true until then. */
  readonly error: AppError | null;
  /** Watches again after an error. */
  readonly retry: () => void;
  /** Sessions of this connection were ended: what was read of them before is read again. */
  readonly settled: (connectionId: string) => void;
}

export const OpenRevocationsContext = createContext<OpenRevocations | null>(null);

/** The revocations that are not ended: running, waiting, paused, watching or interrupted. */
export function useOpenRevocations(): OpenRevocations {
  const open = use(OpenRevocationsContext);
  if (open === null) throw new Error('useOpenRevocations outside of OpenRevocationsProvider');
  return open;
}

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
