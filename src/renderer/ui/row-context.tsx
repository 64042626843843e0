import { createContext, use } from 'react';

export const ActiveRowContext = createContext(true);

/** Links and buttons in a table can be tabbed to in the row that has the focus only; elsewhere always. */
export function useRowTabIndex(): 0 | -1 {
  return use(ActiveRowContext) ? 0 : -1;
}
