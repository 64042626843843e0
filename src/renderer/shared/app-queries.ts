import { queryOptions } from '@tanstack/react-query';
import { call } from './ipc-client.ts';

export const settingsQuery = queryOptions({
  queryKey: ['app.settings'],
  queryFn: ({ signal }) => call('app.settings', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const setAsideQuery = queryOptions({
  queryKey: ['app.setAside'],
  queryFn: ({ signal }) => call('app.setAside', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const appInfoQuery = queryOptions({
  queryKey: ['app.info'],
  queryFn: ({ signal }) => call('app.info', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});
