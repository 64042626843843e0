import { holdsLostFocus } from './focus-while-disabled.ts';

const holders = 'table, section, [role="region"], [role="dialog"], main';

/** The regions around an element, the nearest first. */
export function holdersOf(element: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let holder = element.parentElement; holder !== null; holder = holder.parentElement) {
    if (holder.matches(holders)) found.push(holder);
  }
  return found;
}

/** Moves the focus to the first of them that is still there, where nothing has it. */
export function focusFirstThere(candidates: readonly HTMLElement[]): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const holder = candidates
    .filter(({ isConnected }) => isConnected)
    .map(focusableOf)
    .find((one) => one !== null);
  if (!holder) return;
  if (!holder.hasAttribute('tabindex')) holder.tabIndex = -1;
  holder.focus({ preventScroll: true });
}

/** Of a table, its active row: the one that is now where the lost one was. A table without rows has none. */
function focusableOf(holder: HTMLElement): HTMLElement | null {
  return holder.matches('table') ? holder.querySelector<HTMLElement>('tbody tr[tabindex="0"]') : holder;
}

/**
 * A `ref` for something with controls that can go away while one of them has the focus: the focus then goes to the
 * region or table row that held it, never to nowhere. What takes the focus in the same frame keeps it.
 */
export function keepFocus(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined;
  return () => {
    if (!element.contains(document.activeElement) && !holdsLostFocus(element)) return;
    const candidates = holdersOf(element);
    requestAnimationFrame(() => focusFirstThere(candidates));
  };
}
