import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { UserView } from '../../../contract/domain/user.ts';
import type { PersonSessions } from './sessions/reading/use-sessions.ts';

/** One "Try again" is enough: when one half of the page is read again after a failure, the other half that failed is, too. */
export function useRetryTogether(view: UseQueryResult<UserView>, { store, now }: PersonSessions): void {
  const viewFailed = view.isError;
  const readingFailed = now.reading.state === 'failed';
  const before = useRef({ viewFailed, readingFailed });
  const { refetch } = view;

  useEffect(() => {
    const was = before.current;
    before.current = { viewFailed, readingFailed };
    if (was.viewFailed && !viewFailed && readingFailed) store.read();
    if (was.readingFailed && !readingFailed && viewFailed) void refetch();
  }, [viewFailed, readingFailed, store, refetch]);
}
