import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { MenuCommand } from '../../contract/domain/app.ts';
import { isDialogOpen } from '../ui/open-dialog.ts';
import { readStream } from '../shared/ipc-client.ts';
import { useFocusSearch } from './use-search-shortcut.ts';

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
