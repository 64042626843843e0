import { type QueryClient, useMutation } from '@tanstack/react-query';
import type { RunItem } from '../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../contract/domain/revocation/run.ts';
import { readStream } from '../../shared/ipc-client.ts';

/** Every list of past revocations. */
export const allRevocationsKey = ['revocation.history'] as const;

/** All pages of the list of past revocations of a connection, however they are filtered and sorted; null: of removed ones. */
export function revocationsKey(connectionId: string | null) {
  return [...allRevocationsKey, connectionId] as const;
}

/** The targets of a revocation in one view; null: all, in the order of the plan. */
export function targetsKey(id: string, view: string | null) {
  return ['revocation.targets', id, view] as const;
}

/** What a revocation does not cover, one by one. */
export function gapsKey(id: string) {
  return ['revocation.gaps', id] as const;
}

/** Reads the targets of a revocation again wherever they are shown, and what it does not cover. */
export function invalidateTargets(queries: QueryClient, id: string): void {
  for (const queryKey of [['revocation.targets', id], gapsKey(id)])
    void queries.invalidateQueries({ queryKey });
}

/**
 * Follows a revocation until nothing is done with it any more: its report comes last, or that it was interrupted.
 * Reports come before, too, while it watches for new sessions. Aborting changes nothing: the run continues in main. Rejects
 * when there is no such revocation, or when the stream fails.
 */
export function followRevocation(
  id: string,
  onItem: (item: RunItem) => void,
  signal: AbortSignal,
): Promise<void> {
  const onItems = (items: readonly RunItem[]) => {
    if (signal.aborted) return;
    for (const item of items) onItem(item);
  };
  return readStream('revocation.watch', { id }, onItems, signal);
}

/** A command about a revocation. Main answers with its progress, or with null where the stream tells it. */
export function useRevocationCommand(
  send: () => Promise<RunProgress | null>,
  onProgress?: (progress: RunProgress) => void,
) {
  return useMutation({
    mutationFn: send,
    onSuccess: (progress) => {
      if (progress !== null) onProgress?.(progress);
    },
  });
}
