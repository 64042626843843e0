import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { focusSearchBox } from '../../ui/search-box.ts';

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

/** `/` leads to the search box, unless something is being typed. */
export function useSearchShortcut(): void {
  const focusSearch = useFocusSearch();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      focusSearch();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [focusSearch]);
}
