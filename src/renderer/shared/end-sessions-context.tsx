import { createContext, use } from 'react';
import type { RevocationSelection } from '../../contract/domain/revocation.ts';

interface EndSessionsBase {
  /** The user whose sessions these are, where it is known. */
  readonly userId?: string;
  /** Whose they are, for the title: "ada@alpha.example" in "End 23 sessions of ada@alpha.example?" */
  readonly subject: string;
  /** Called when the run has ended, also when the dialog was closed before. */
  readonly onDone?: () => void;
}

/** What is to be ended: sessions chosen here, or what a plan in the making hits. */
export type EndSessionsRequest =
  | (EndSessionsBase & { readonly selection: RevocationSelection; readonly draftId?: never })
  | (EndSessionsBase & { readonly draftId: string; readonly selection?: never });

type EndSessions = (request: EndSessionsRequest) => void;

export const EndSessionsContext = createContext<EndSessions | null>(null);

/**
 * Opens the confirmation. It lists or freezes first, names the connection and the numbers, and ends nothing by itself.
 * Of a draft it leads to the revocation's own page once it was started.
 */
export function useEndSessions(): EndSessions {
  const endSessions = use(EndSessionsContext);
  if (endSessions === null) throw new Error('useEndSessions outside of EndSessionsProvider');
  return endSessions;
}
