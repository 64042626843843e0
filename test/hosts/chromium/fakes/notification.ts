import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';

interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** `Notification`: written down instead of shown; a spec can click one. */
export function createNotification() {
  const shown: { readonly text: NotificationText; readonly events: EventEmitter }[] = [];

  // Called with `new`, and a constructor that returns an object gives that object.
  function Notification({ title, body }: NotificationText): object {
    const events = new EventEmitter();
    const show = () => void shown.push({ text: { title, body }, events });
    return strict('Notification', Object.assign(events, { title, body, show }));
  }

  return {
    Notification: strict('Notification', Object.assign(Notification, { isSupported: () => true })),
    shown: () => shown.map(({ text }) => text),
    click: (index: number) => {
      const notification = shown[index];
      if (notification === undefined) throw new Error(`There is no notification ${index}.`);
      notification.events.emit('click', {});
    },
  };
}
