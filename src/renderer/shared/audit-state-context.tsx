import { createContext, use } from 'react';
import type { AuditState } from '../../contract/domain/audit/log.ts';
import type { AppError } from '../../contract/errors.ts';

interface WatchedAuditState {
  /** Null until main sent it. */
  readonly state: AuditState | null;
  /** Why it is not known any more. */
  readonly error: AppError | null;
  /** Asks for it again. */
  readonly retry: () => void;
}

export const AuditStateContext = createContext<WatchedAuditState>({
  state: null,
  error: null,
  retry: () => undefined,
});

/** Where the audit log ends, whether it is signed, and whether it can be written. */
export function useAuditState(): WatchedAuditState {
  return use(AuditStateContext);
}
