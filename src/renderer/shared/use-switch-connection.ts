import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useConnections } from './connections-context.tsx';

/** Changes the core that is worked on. The page goes with it: what was on screen belongs to the core before. */
export function useSwitchConnection(): (id: string) => void {
  const { active, activate } = useConnections();
  const navigate = useNavigate();
  return useCallback(
    (id: string) => {
      if (active?.id !== id) activate(id);
      void navigate({ to: '/', search: {} });
    },
    [active, activate, navigate],
  );
}
