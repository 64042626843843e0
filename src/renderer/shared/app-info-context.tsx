import { queryOptions } from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { AppInfo } from '../../contract/domain/app.ts';
import { call } from './ipc-client.ts';

export const appInfoQuery = queryOptions({
  queryKey: ['app.info'],
  queryFn: ({ signal }) => call('app.info', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const AppInfoContext = createContext<AppInfo | null>(null);

/** Facts of this console; null until they were read. */
export function useAppInfo(): AppInfo | null {
  return use(AppInfoContext);
}
