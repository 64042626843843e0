import { IconChevronLeft } from '@tabler/icons-react';
import { useCanGoBack, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { text } from '../../messages/text.ts';
import classes from './back-link.module.css';

function useGoBack(): () => void {
  const router = useRouter();
  const canGoBack = useCanGoBack();
  return () => {
    if (canGoBack) router.history.back();
    else void router.navigate({ to: '/users' });
  };
}

/** A closed list may stay in the document unseen, and counts for nothing. */
function overlayIsOpen(): boolean {
  const overlays = document.querySelectorAll('[role="dialog"], [role="menu"], [role="listbox"]');
  return [...overlays].some((overlay) => overlay.checkVisibility());
}

/** The Escapes that were pressed while something lay over the page. */
const meantForOverlay = new WeakSet<KeyboardEvent>();

// A dialog closes within its own listener, and without motion it is out of the document when the next one is called.
// This listener is there before any dialog is, and so looks first.
window.addEventListener(
  'keydown',
  (event) => {
    if (event.key === 'Escape' && overlayIsOpen()) meantForOverlay.add(event);
  },
  { capture: true },
);

/** Something takes Escape for itself: a dialog, an open menu, a text being written. */
function escapeIsTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || meantForOverlay.has(event)) return true;
  return (
    event.target instanceof Element && event.target.closest('input:not([type="checkbox"]), textarea') !== null
  );
}

/** Does something on Escape, unless something else takes the key: an open list, a dialog, a field. */
export function useEscape(act: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !escapeIsTaken(event)) act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}

/** Leads back to where the operator came from, by a click or by Escape. */
export function BackLink() {
  const goBack = useGoBack();
  useEscape(goBack);
  return (
    <button
      type="button"
      className={classes.back}
      aria-label={text('frame.back')}
      title={text('frame.back.title')}
      onClick={goBack}
    >
      <IconChevronLeft size={18} stroke={1.75} aria-hidden="true" />
    </button>
  );
}
