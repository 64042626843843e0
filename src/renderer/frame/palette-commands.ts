import { useNavigate, useRouter } from '@tanstack/react-router';
import { useConnections, useSwitchConnection } from '../shared/connections-context.tsx';
import { useSaveSettings, useSettings } from '../shared/settings-context.tsx';
import { useFocusSearch } from './shortcuts.ts';

export interface PaletteCommand {
  readonly id: string;
  readonly label: string;
  /** What kind it is, or its present state. */
  readonly detail?: string;
  readonly run: () => void;
}

/** Commands whose words begin with what was typed, in any order; all of them when nothing was. */
export function matchingCommands(
  commands: readonly PaletteCommand[],
  query: string,
): readonly PaletteCommand[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return commands;
  return commands.filter((command) => {
    const words = `${command.label} ${command.detail ?? ''}`.toLowerCase().split(/[\s·]+/);
    return wanted.every((beginning) => words.some((word) => word.startsWith(beginning)));
  });
}

/** Everything the palette can do besides searching: every screen, every connection, every quick setting. */
export function usePaletteCommands(): readonly PaletteCommand[] {
  const navigate = useNavigate();
  const { history } = useRouter();
  const { list, active, reopen } = useConnections();
  const switchTo = useSwitchConnection();
  const focusSearch = useFocusSearch();
  const settings = useSettings();
  const save = useSaveSettings();

  const places: PaletteCommand[] = [
    { id: 'search', label: 'Go to search', detail: '/', run: focusSearch },
    { id: 'users', label: 'Go to users', run: () => void navigate({ to: '/users', search: {} }) },
    { id: 'revocations', label: 'Go to revocations', run: () => void navigate({ to: '/revocations' }) },
    {
      ...{ id: 'new-list', label: 'New revocation from a list', detail: 'end sessions' },
      run: () => void navigate({ to: '/revocations/new/list' }),
    },
    {
      ...{ id: 'new-rule', label: 'New revocation from a rule', detail: 'end sessions' },
      run: () => void navigate({ to: '/revocations/new/rule' }),
    },
    { id: 'connections', label: 'Go to connections', run: () => void navigate({ to: '/connections' }) },
    { id: 'settings', label: 'Go to settings', run: () => void navigate({ to: '/settings' }) },
    { id: 'back', label: 'Go back', run: () => history.back() },
  ];
  const connections: PaletteCommand[] = (list ?? [])
    .filter((connection) => connection.id !== active?.id)
    .map((connection) => ({
      id: `connection/${connection.id}`,
      label: `Switch to ${connection.name}`,
      detail: connection.environment,
      run: () => switchTo(connection.id),
    }));
  const again: PaletteCommand[] =
    active?.connection.state === 'failed' || active?.connection.state === 'away'
      ? [{ id: 'reopen', label: `Open ${active.name} again`, run: reopen }]
      : [];
  const themes = (['light', 'dark', 'system'] as const)
    .filter((theme) => theme !== settings.theme)
    .map((theme) => ({
      id: `theme/${theme}`,
      label: theme === 'system' ? 'Use the colours of the system' : `Use ${theme} colours`,
      run: () => save.mutate({ ...settings, theme }),
    }));
  const times = settings.times === 'utc' ? 'local' : 'utc';
  const density = settings.density === 'dense' ? 'comfortable' : 'dense';
  return [
    ...places,
    ...again,
    ...connections,
    ...themes,
    {
      id: 'times',
      label: times === 'utc' ? 'Show times in UTC' : 'Show times in the local zone',
      run: () => save.mutate({ ...settings, times }),
    },
    {
      id: 'density',
      label: density === 'dense' ? 'Show dense rows' : 'Show comfortable rows',
      run: () => save.mutate({ ...settings, density }),
    },
  ];
}
