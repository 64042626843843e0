import { useMutation } from '@tanstack/react-query';
import type { RunProgress } from '../../../contract/domain/revocation.ts';

/** Tells main to do something with a revocation. What it answers with is where the revocation stands then. */
export function useCommand(
  send: () => Promise<RunProgress | null>,
  onTold?: (progress: RunProgress) => void,
) {
  return useMutation({
    mutationFn: send,
    onSuccess: (progress) => {
      if (progress !== null) onTold?.(progress);
    },
  });
}
