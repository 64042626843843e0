import { Modal, type ModalProps } from '@mantine/core';
import { createContext, use, useEffect, useMemo, useRef, useState } from 'react';
import { focusFirstThere, holdersOf } from './focus/keep-focus.ts';

interface DialogHandle {
  /** The dialog stays open until the returned function is called. */
  readonly hold: () => () => void;
  /** Escape calls `leave`, and the dialog stays open, until the returned function is called. */
  readonly onEscape: (leave: () => void) => () => void;
}

const nothing = () => undefined;
const DialogContext = createContext<DialogHandle>({ hold: () => nothing, onEscape: () => nothing });

interface DialogProps extends ModalProps {
  /** The caller knows a better place for the focus, where what opened the dialog is gone by the time it closes. */
  readonly ownFocus?: boolean;
}

/** A dialog that Escape does not close while a request of it is under way: a refusal would be shown nowhere. */
export function Dialog({ children, onClose, ownFocus = false, ...modal }: DialogProps) {
  const onClosed = useFocusNearOpener(modal.opened && !ownFocus);
  const holders = useRef(new Set<object>());
  const parts = useRef<(() => void)[]>([]);
  const handle = useMemo<DialogHandle>(
    () => ({
      hold() {
        const holder = {};
        holders.current.add(holder);
        return () => holders.current.delete(holder);
      },
      onEscape(leave) {
        parts.current.push(leave);
        return () => {
          parts.current = parts.current.filter((part) => part !== leave);
        };
      },
    }),
    [],
  );
  return (
    <Modal
      {...modal}
      onExitTransitionEnd={onClosed}
      onClose={() => {
        if (holders.current.size === 0) (parts.current.at(-1) ?? onClose)();
      }}
    >
      <DialogContext value={handle}>{children}</DialogContext>
    </Modal>
  );
}

/** Keeps the dialog around the caller open while `isHeld`. */
export function useHeldDialog(isHeld: boolean): void {
  const { hold } = use(DialogContext);
  useEffect(() => (isHeld ? hold() : undefined), [hold, isHeld]);
}

/** For a part of a dialog: Escape leaves the part only. */
export function useEscapeInDialog(leave: () => void): void {
  const { onEscape } = use(DialogContext);
  const latest = useRef(leave);
  latest.current = leave;
  useEffect(() => onEscape(() => latest.current()), [onEscape]);
}

interface Opener {
  readonly element: HTMLElement;
  readonly holders: readonly HTMLElement[];
}

/**
 * A dialog gives the focus back to what opened it. Where this is gone by then, as the button of something that was removed in the
 * dialog, the focus goes to the region that held it, never to nowhere. Gives what to call when the dialog has closed.
 */
function useFocusNearOpener(opened: boolean): () => void {
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
