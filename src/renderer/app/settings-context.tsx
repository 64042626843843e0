import { createContext, use } from 'react';
import { defaultSettings, type Settings } from '../../contract/domain/app.ts';

export const SettingsContext = createContext<Settings>(defaultSettings);

/** The operator's settings, as saved; the defaults until they were read. */
export function useSettings(): Settings {
  return use(SettingsContext);
}
