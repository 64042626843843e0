import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RunProgress } from '../../contract/domain/revocation.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import { revocationsKey } from '../features/revocation/revocation-calls.ts';
import { readStream } from './curfew.ts';
import { changedConnections, settledConnections } from './open-revocations-changes.ts';
import { OpenRevocationsContext } from './open-revocations-context.tsx';
import { useAnnounceRevocations } from './use-announce-revocations.ts';

const nothing: readonly RunProgress[] = [];

/** Watches all revocations that are not ended, and reads again what they changed. */
export function OpenRevocationsProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [list, setList] = useState<readonly RunProgress[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const running = useRef(new AbortController());
  const told = useRef<readonly RunProgress[]>(nothing);

  const settled = useCallback(
    (connectionId: string) => {
      void queries.invalidateQueries({ queryKey: revocationsKey(connectionId) });
      for (const channel of ['directory.session', 'directory.user'])
        void queries.invalidateQueries({ queryKey: [channel, connectionId] });
    },
    [queries],
  );

  const look = useCallback(() => {
    running.current.abort();
    const watch = new AbortController();
    running.current = watch;
    function take(lists: readonly (readonly RunProgress[])[]): void {
      const newest = lists.at(-1);
      if (newest === undefined || watch.signal.aborted) return;
      // One that began and ended within a batch changed something as well.
      for (const each of lists) {
        for (const id of changedConnections(told.current, each))
          void queries.invalidateQueries({ queryKey: revocationsKey(id) });
        for (const id of settledConnections(told.current, each)) settled(id);
        told.current = each;
      }
      setError(null);
      setList(newest);
    }
    readStream('revocation.open', {}, take, watch.signal).catch((thrown: unknown) => {
      if (!watch.signal.aborted) setError(toAppError(thrown));
    });
  }, [queries, settled]);

  useEffect(() => {
    look();
    return () => running.current.abort();
  }, [look]);
  useAnnounceRevocations(list);

  const value = useMemo(() => ({ list, error, retry: look, settled }), [list, error, look, settled]);
  return <OpenRevocationsContext value={value}>{children}</OpenRevocationsContext>;
}
