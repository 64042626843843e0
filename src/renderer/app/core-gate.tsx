import { Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { EndSessionsProvider } from '../features/revocation/end-sessions-provider.tsx';
import { Problem } from '../ui/problem.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { ConnectionContext } from './connection-context.tsx';
import { useConnections } from './connections-context.tsx';

/** Lets pages through once their connection is open, and keeps them when it is lost later. */
export function CoreGate() {
  const { active, error, reopen } = useConnections();
  const [openedId, setOpenedId] = useState<string | null>(null);
  const state = active?.connection;
  const isOpen = state?.state === 'open';
  useEffect(() => {
    if (isOpen && active !== null) setOpenedId(active.id);
  }, [isOpen, active]);

  if (error !== null) return <Problem error={error} meaning="The list of connections could not be read." />;
  if (active === null || state === undefined) return <SkeletonRows label="Reading the connections" />;
  if (!isOpen && openedId !== active.id) {
    if (state.state === 'failed') return <Problem error={state.error} onRetry={reopen} />;
    return <SkeletonRows label={`Opening ${active.name}`} />;
  }
  return (
    <ConnectionContext value={active}>
      <EndSessionsProvider key={active.id}>
        <Outlet key={active.id} />
      </EndSessionsProvider>
    </ConnectionContext>
  );
}
