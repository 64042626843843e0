import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { isDialogOpen } from '../ui/open-dialog.ts';
import { focusSearchBox } from '../shared/search-box.ts';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

/** Leads to the search box from anywhere: into it when it is on screen, else to its page. */
export function useFocusSearch(): () => void {
  const navigate = useNavigate();
  return useCallback(() => {
    if (!focusSearchBox()) void navigate({ to: '/', search: {} });
  }, [navigate]);
}

function isShortcut(event: KeyboardEvent): boolean {
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return event.key === 'f' && !event.shiftKey;
  // With shift: on some keyboards the slash stands over a digit.
  return event.key === '/' && !isTyping(event.target);
}

/** `/`, unless something is being typed, and Ctrl+F or ⌘F lead to the search box, unless a dialog is open. */
export function useSearchShortcut(): void {
  const focusSearch = useFocusSearch();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (!isShortcut(event)) return;
      event.preventDefault();
      if (!isDialogOpen()) focusSearch();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [focusSearch]);
}
