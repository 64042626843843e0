import type { KeyboardEvent, MouseEvent } from 'react';

/**
 * The handlers of a button that comes to the place of another one, or gets the focus of a field, within milliseconds: it acts once
 * for each press of its own. The second click of a double click meant the button before, and so does a key that is held down.
 */
export function onOwnPress(act: () => void) {
  return {
    onClick: ({ detail }: Pick<MouseEvent, 'detail'>): void => {
      // The browser counts the clicks that follow one another. A click by a key has 0.
      if (detail <= 1) act();
    },
    onKeyDown: (event: Pick<KeyboardEvent, 'preventDefault' | 'repeat'>): void => {
      if (event.repeat) event.preventDefault();
    },
  };
}
