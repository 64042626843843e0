import { useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import type { MenuCommand } from '../../contract/domain/app.ts';
import { focusSearchBox } from '../shared/handoff.ts';
import { call, useStream } from '../shared/ipc-client.ts';

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

/** Locks the console. Without a lock, it leads to where one is set up. */
export function useLockNow(): () => void {
  const navigate = useNavigate();
  return useCallback(() => {
    // Main shows the lock screen in place of this page.
    call('lock.lockNow', {}).catch(() => void navigate({ to: '/settings' }));
  }, [navigate]);
}

type Shortcut = 'search' | 'shortcuts' | 'first-row' | 'lock' | 'audit';

/** With Ctrl or ⌘. */
const withShift: Readonly<Record<string, Shortcut>> = { a: 'audit', l: 'lock' };

function shortcutOf(event: KeyboardEvent): Shortcut | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (event.shiftKey) return withShift[event.key.toLowerCase()] ?? null;
    return event.key === 'f' ? 'search' : null;
  }
  if (isTyping(event.target)) return null;
  // With shift: on some keyboards the slash is on the key of a digit.
  if (event.key === '/') return 'search';
  if (event.key === '?') return 'shortcuts';
  const isNowhere = document.activeElement === document.body || document.activeElement?.matches('main');
  return (event.key === 'j' || event.key === 'k') && isNowhere ? 'first-row' : null;
}

/** The shortcuts of the whole window; all but the lock do nothing while a dialog is open. */
export function useWindowShortcuts(): void {
  const focusSearch = useFocusSearch();
  const lockNow = useLockNow();
  const navigate = useNavigate();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const shortcut = shortcutOf(event);
      if (shortcut === null) return;
      event.preventDefault();
      if (shortcut === 'lock') return lockNow();
      if (isDialogOpen()) return;
      if (shortcut === 'search') focusSearch();
      else if (shortcut === 'audit') void navigate({ to: '/audit', search: {} });
      else if (shortcut === 'shortcuts') showShortcuts();
      else document.querySelector<HTMLElement>('main [data-index][tabindex="0"]')?.focus();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [focusSearch, lockNow, navigate]);
}

const shortcutsListeners = new Set<() => void>();

/** Opens the list of all shortcuts. */
export function showShortcuts(): void {
  for (const listener of shortcutsListeners) listener();
}

export function onShowShortcuts(listener: () => void): () => void {
  shortcutsListeners.add(listener);
  return () => {
    shortcutsListeners.delete(listener);
  };
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
  // A failure is not shown: everything in the menu can be reached without it.
  useStream(
    'app.menuCommands',
    {},
    {
      onItems: (items) => {
        for (const command of items) if (!isDialogOpen()) commands[command]();
      },
    },
  );
}

/** Whether a dialog is open. Shortcuts and menu commands do nothing then: they would change the page behind it. */
export function isDialogOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}
