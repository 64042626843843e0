import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';

interface Words {
  readonly title: string;
  readonly body: string;
}

/** `Notification`: written down instead of shown; a spec can click one. */
export function createNotification() {
  const shown: { readonly words: Words; readonly events: EventEmitter }[] = [];

  // Called with `new`, and a constructor that returns an object gives that object.
  function Notification({ title, body }: Words): object {
    const events = new EventEmitter();
    const show = () => void shown.push({ words: { title, body }, events });
    return strict('Notification', Object.assign(events, { title, body, show }));
  }

  return {
    Notification: strict('Notification', Object.assign(Notification, { isSupported: () => true })),
    shown: () => shown.map(({ words }) => words),
    click: (index: number) => {
      const notification = shown[index];
      if (notification === undefined) throw new Error(`There is no notification ${index}.`);
      notification.events.emit('click', {});
    },
  };
}
