import { createContext, use } from 'react';
import type { RevocationScope } from '../../contract/domain/revocation.ts';

export interface EndSessionsRequest {
  readonly scope: RevocationScope;
  /** Whose they are, for the title: "ada@alpha.example" in "End 23 sessions of ada@alpha.example?" */
  readonly subject: string;
  /** Called once the run has ended, however it did. */
  readonly onDone?: () => void;
}

type EndSessions = (request: EndSessionsRequest) => void;

export const EndSessionsContext = createContext<EndSessions | null>(null);

/** Opens the confirmation. It lists first, names the connection and the numbers, and ends nothing by itself. */
export function useEndSessions(): EndSessions {
  const endSessions = use(EndSessionsContext);
  if (endSessions === null) throw new Error('useEndSessions outside of EndSessionsProvider');
  return endSessions;
}
