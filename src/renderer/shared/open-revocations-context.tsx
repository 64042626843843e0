import { createContext, use } from 'react';
import type { RunProgress } from '../../contract/domain/revocation.ts';
import type { AppError } from '../../contract/errors.ts';

interface OpenRevocations {
  /** Everything that is not ended, of all connections; null until main has told. */
  readonly list: readonly RunProgress[] | null;
  /** Why it is not told any more; what `list` holds was true until then. */
  readonly error: AppError | null;
  /** Asks again after that. */
  readonly retry: () => void;
  /** Sessions of this connection were ended: what was read of them before is read again. */
  readonly settled: (connectionId: string) => void;
}

export const OpenRevocationsContext = createContext<OpenRevocations | null>(null);

/** The revocations that run, stand still or were interrupted, whoever started them. */
export function useOpenRevocations(): OpenRevocations {
  const open = use(OpenRevocationsContext);
  if (open === null) throw new Error('useOpenRevocations outside of OpenRevocationsProvider');
  return open;
}
