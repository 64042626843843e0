import { useEffect, useRef, useState } from 'react';
import { focusFirstThere, holdersOf } from './keep-focus.ts';

interface Opener {
  readonly element: HTMLElement;
  readonly holders: readonly HTMLElement[];
}

/**
 * A dialog gives the focus back to what opened it. Where this is gone by then, as the button of something that was removed in the
 * dialog, the focus goes to the region that held it, never to nowhere. Gives what to call when the dialog has closed.
 */
export function useFocusNearOpener(opened: boolean): () => void {
  const opener = useRef<Opener | null>(null);
  const [closings, setClosings] = useState(0);

  useEffect(() => {
    const { activeElement } = document;
    if (opened && activeElement instanceof HTMLElement)
      opener.current = { element: activeElement, holders: holdersOf(activeElement) };
  }, [opened]);

  // Not before the dialog is gone from the page: until then something in it can have the focus.
  useEffect(() => {
    if (closings > 0) leave(opener);
  }, [closings]);
  // The dialog can go together with what opened it.
  useEffect(() => () => void requestAnimationFrame(() => leave(opener)), []);
  return () => setClosings((before) => before + 1);
}

function leave(opener: { current: Opener | null }): void {
  const left = opener.current;
  opener.current = null;
  if (left?.element.isConnected === false) focusFirstThere(left.holders);
}
