import { queryOptions, useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
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
    // As long as a change is not saved, it is said.
    gcTime: Number.POSITIVE_INFINITY,
    onSuccess: (saved, change) => {
      const mutations = queries.getMutationCache();
      for (const failed of mutations.findAll({ mutationKey, status: 'error' }))
        if (isCovered(failed.state.variables as SettingsChange, change)) mutations.remove(failed);
      if (queries.isMutating({ mutationKey }) === 1) queries.setQueryData(queryKey, saved);
    },
    onError: () => queries.invalidateQueries({ queryKey }),
  });
}

/** Whether all that one change sets is set by another one. */
function isCovered(change: SettingsChange, by: SettingsChange): boolean {
  return Object.keys(change).every((name) => name in by);
}

/** What could not be saved, and was not saved since; null: nothing. Which connection was used last is no change that anybody made. */
export function useUnsavedSettings(): {
  readonly change: SettingsChange;
  readonly error: Error | null;
} | null {
  const failed = useMutationState({
    filters: { mutationKey, status: 'error' },
    select: ({ state }) => ({ change: state.variables as SettingsChange, error: state.error }),
  }).filter(({ change }) => !isCovered(change, { lastConnectionId: null }));
  const last = failed.at(-1);
  if (last === undefined) return null;
  return { change: Object.assign({}, ...failed.map(({ change }) => change)), error: last.error };
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
