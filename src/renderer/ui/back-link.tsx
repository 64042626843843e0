import { IconChevronLeft } from '@tabler/icons-react';
import { useCanGoBack, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import classes from './back-link.module.css';

function useGoBack(): () => void {
  const router = useRouter();
  const canGoBack = useCanGoBack();
  return () => {
    if (canGoBack) router.history.back();
    else void router.navigate({ to: '/users' });
  };
}

/** Something that takes Escape for itself: a dialog, an open menu, a text being written. */
function escapeIsTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return true;
  if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return true;
  return (
    event.target instanceof Element && event.target.closest('input:not([type="checkbox"]), textarea') !== null
  );
}

/** Leads back to where the operator came from, by a click or by Escape. */
export function BackLink() {
  const goBack = useGoBack();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !escapeIsTaken(event)) goBack();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
  return (
    <button type="button" className={classes.back} aria-label="Back" title="Back (Esc)" onClick={goBack}>
      <IconChevronLeft size={18} stroke={1.75} aria-hidden="true" />
    </button>
  );
}
