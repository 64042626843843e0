import { createContext, use } from 'react';
import type { Settings } from '../../contract/domain/app.ts';

export const SettingsContext = createContext<Settings | null>(null);

/** The operator's settings, as saved. */
export function useSettings(): Settings {
  const settings = use(SettingsContext);
  if (settings === null) throw new Error('useSettings outside of Providers');
  return settings;
}
