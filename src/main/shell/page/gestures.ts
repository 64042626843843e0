import type { InputEvent, WebContents } from 'electron';

/** Whether the operator touched the page a moment ago, as main itself saw it: a page can say anything about that. */
export interface Gestures {
  readonly watch: (contents: Pick<WebContents, 'on'>) => void;
  readonly isRecent: () => boolean;
  /** The same, and the gesture is used up: one click opens one window. */
  readonly take: () => boolean;
}

/** So long a gesture counts: a page may have to ask main for the text before it copies it. */
const recentMs = 10_000;

const gestureTypes: ReadonlySet<InputEvent['type']> = new Set<InputEvent['type']>([
  'rawKeyDown',
  'keyDown',
  'mouseDown',
  'mouseUp',
  'pointerDown',
  'pointerUp',
  'touchStart',
  'touchEnd',
  'gestureTap',
]);

export function createGestures(): Gestures {
  let last = Number.NEGATIVE_INFINITY;

  function isRecent(): boolean {
    return performance.now() - last <= recentMs;
  }

  return {
    watch: (contents) => {
      contents.on('input-event', (_event, { type }) => {
        if (gestureTypes.has(type)) last = performance.now();
      });
      // What was pressed in one document is no wish of the next one.
      contents.on('did-navigate', () => {
        last = Number.NEGATIVE_INFINITY;
      });
    },
    isRecent,
    take: () => {
      const wasRecent = isRecent();
      last = Number.NEGATIVE_INFINITY;
      return wasRecent;
    },
  };
}
