import type { ReactNode } from 'react';
import { useConnection } from '../../shared/connection-context.tsx';
import { EndSessionsContext } from '../../shared/end-sessions-context.tsx';
import { EndDialog } from './end-dialog.tsx';
import { useEndFlow } from './use-end-flow.ts';

/** Lets every page end sessions through the same question and the same answer. */
export function EndSessionsProvider({ children }: { readonly children: ReactNode }) {
  const connection = useConnection();
  const { flow, actions } = useEndFlow(connection.id);
  return (
    <EndSessionsContext value={actions.ask}>
      {children}
      <EndDialog flow={flow} actions={actions} />
    </EndSessionsContext>
  );
}
