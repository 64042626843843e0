import { createContext, use } from 'react';
import type { Settings } from '../../../contract/domain/app.ts';

type Display = Pick<Settings, 'density' | 'maskNames' | 'times'>;

export const DisplayContext = createContext<Display>({ density: 'dense', maskNames: false, times: 'local' });

/** How rows, names and times are shown, as the operator set it. */
export function useDisplay(): Display {
  return use(DisplayContext);
}
