import { useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import type { MenuCommand } from '../../contract/domain/app.ts';
import { readStream } from '../shared/ipc-client.ts';
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

/** Does what the native menu asks for, unless a dialog is open. */
export function useMenuCommands(): void {
  const navigate = useNavigate();
  const { history } = useRouter();
  const focusSearch = useFocusSearch();
  const commands: Readonly<Record<MenuCommand, () => void>> = {
    'focus-search': focusSearch,
    'go-back': () => history.back(),
    'go-forward': () => history.forward(),
    'open-settings': () => void navigate({ to: '/settings' }),
    'open-connections': () => void navigate({ to: '/connections' }),
  };
  const latest = useRef(commands);
  latest.current = commands;

  useEffect(() => {
    const watch = new AbortController();
    const run = (items: MenuCommand[]) => {
      for (const command of items) {
        if (!isDialogOpen()) latest.current[command]();
      }
    };
    // The menu is a second way to everything: a console without it still works.
    readStream('app.menuCommands', {}, run, watch.signal).catch(() => undefined);
    return () => watch.abort();
  }, []);
}

/**
 * Whether a question or another dialog stands over the page. Shortcuts and menu commands rest then: they would change
 * the page under it, which nobody sees.
 */
export function isDialogOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}
