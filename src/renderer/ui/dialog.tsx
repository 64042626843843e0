import { Modal, type ModalProps } from '@mantine/core';
import { createContext, use, useEffect, useMemo, useRef } from 'react';
import { useFocusNearOpener } from './focus-near-opener.ts';

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
