import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import {
  type AppInfo,
  changeSettings,
  type Settings,
  type SettingsChange,
} from '../../contract/domain/app.ts';
import { call } from './ipc-client.ts';

export const settingsQuery = queryOptions({
  queryKey: ['app.settings'],
  queryFn: ({ signal }) => call('app.settings', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const SettingsContext = createContext<Settings | null>(null);

/** The operator's settings, as saved. */
export function useSettings(): Settings {
  const settings = use(SettingsContext);
  if (settings === null) throw new Error('useSettings outside of Providers');
  return settings;
}

const mutationKey = ['app.saveSettings'];

/**
 * Saves what changes, one change after the other. It is in force at once; what could not be saved is taken back.
 */
export function useSaveSettings() {
  const queries = useQueryClient();
  const { queryKey } = settingsQuery;
  return useMutation({
    mutationKey,
    scope: { id: 'settings' },
    mutationFn: (change: SettingsChange) => call('app.saveSettings', change),
    onMutate: (change) =>
      void queries.setQueryData(queryKey, (before) => before && changeSettings(before, change)),
    onSuccess: (saved) => {
      if (queries.isMutating({ mutationKey }) === 1) queries.setQueryData(queryKey, saved);
    },
    onError: () => queries.invalidateQueries({ queryKey }),
  });
}

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
