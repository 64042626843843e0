import { createContext, use } from 'react';
import type { AppInfo } from '../../contract/domain/app.ts';

export const AppInfoContext = createContext<AppInfo | null>(null);

/** Facts of this console; null until they were read. */
export function useAppInfo(): AppInfo | null {
  return use(AppInfoContext);
}
