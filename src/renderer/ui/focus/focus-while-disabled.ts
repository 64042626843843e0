import { useEffect } from 'react';

/** Which button gets the focus back when it can be pressed again. */
let waiting: HTMLButtonElement | null = null;

/** Whether a button in there had the focus until it was disabled, and nothing has it since. */
export function holdsLostFocus(element: HTMLElement): boolean {
  return waiting !== null && element.contains(waiting) && isNowhere(document.activeElement);
}

function isNowhere(focused: Element | null): boolean {
  return focused === null || focused === document.body;
}

/**
 * A button that waits for main is disabled, and a disabled button loses the focus: whoever pressed it by a key would be nowhere
 * when main refuses. It gets the focus back as soon as it can be pressed again, unless something else has it by then.
 */
export function useFocusWhileDisabled(): void {
  useEffect(() => {
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) {
        if (!(target instanceof HTMLButtonElement)) continue;
        // It has the focus until the next frame.
        if (target.disabled && document.activeElement === target) waiting = target;
        if (target.disabled || target !== waiting) continue;
        waiting = null;
        if (isNowhere(document.activeElement)) target.focus({ preventScroll: true });
      }
    });
    observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['disabled'] });
    return () => observer.disconnect();
  }, []);
}
