import { type BrowserWindow, Notification } from 'electron';

/** Notifies the operator. Does nothing when the window has the focus, or when the system shows no notifications. */
export type Notify = (
  message: { readonly title: string; readonly body: string },
  onClick: () => void,
) => void;

export interface NotifyPorts {
  readonly currentWindow: () => BrowserWindow | undefined;
  readonly bringToFront: () => void;
}

/** The system's own notifications. A click brings the window to the front, then `onClick` is called. */
export function createNotify({ currentWindow, bringToFront }: NotifyPorts): Notify {
  // Referenced until the system is done with them: the garbage collector would take the click's listener with it.
  const shown = new Set<Notification>();

  return ({ title, body }, onClick) => {
    if (currentWindow()?.isFocused() || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    const done = () => void shown.delete(notification);
    shown.add(notification);
    notification.once('click', () => {
      done();
      bringToFront();
      onClick();
    });
    notification.once('close', done);
    notification.once('failed', done);
    notification.show();
  };
}
