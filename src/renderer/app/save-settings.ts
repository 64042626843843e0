import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../contract/domain/app.ts';
import { settingsQuery } from './app-queries.ts';
import { call } from './curfew.ts';

/** Saves the settings; what was saved is in force at once. */
export function useSaveSettings() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (settings: Settings) => call('app.saveSettings', settings),
    onSuccess: (saved) => queries.setQueryData(settingsQuery.queryKey, saved),
  });
}
