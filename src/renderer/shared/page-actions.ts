import { useEffect, useRef } from 'react';

/** Something that can be done with what a page shows: the command palette offers it. */
export interface PageAction {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

const registered = new Map<symbol, readonly PageAction[]>();

/** Offers actions in the command palette for as long as the component is mounted. */
export function usePageActions(actions: readonly PageAction[]): void {
  const key = useRef(Symbol('actions'));
  useEffect(() => {
    registered.set(key.current, actions);
  }, [actions]);
  useEffect(() => {
    const mounted = key.current;
    return () => {
      registered.delete(mounted);
    };
  }, []);
}

/** The actions of what is on screen at this moment. */
export function currentPageActions(): readonly PageAction[] {
  return [...registered.values()].flat();
}
