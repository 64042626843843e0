import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../contract/domain/app.ts';
import { settingsQuery } from './app-queries.ts';
import { call } from './ipc-client.ts';

const mutationKey = ['app.saveSettings'];

/**
 * Saves the settings, all of them, one time after the other. They are in force at once, so that the next change builds
 * on this one even when it comes before this one is saved; what could not be saved is taken back.
 */
export function useSaveSettings() {
  const queries = useQueryClient();
  const { queryKey } = settingsQuery;
  return useMutation({
    mutationKey,
    scope: { id: 'settings' },
    mutationFn: (settings: Settings) => call('app.saveSettings', settings),
    onMutate: (settings) => void queries.setQueryData(queryKey, settings),
    onSuccess: (saved) => {
      if (queries.isMutating({ mutationKey }) === 1) queries.setQueryData(queryKey, saved);
    },
    onError: () => queries.invalidateQueries({ queryKey }),
  });
}
