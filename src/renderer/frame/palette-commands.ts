import { useNavigate, useRouter } from '@tanstack/react-router';
import { text } from '../messages/text.ts';
import { useConnections, useSwitchConnection } from '../shared/connections-context.tsx';
import { useSaveSettings, useSettings } from '../shared/settings-context.tsx';
import { showShortcuts, useFocusSearch, useLockNow } from './shortcuts.ts';

export interface PaletteCommand {
  readonly id: string;
  readonly label: string;
  /** What it belongs to: an environment, the page. */
  readonly detail?: string;
  readonly run: () => void;
}

/** Commands whose words begin with the words of the query, in any order; all commands without a query. */
export function matchingCommands(
  commands: readonly PaletteCommand[],
  query: string,
): readonly PaletteCommand[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return commands;
  return commands.filter((command) => {
    const parts = `${command.label} ${command.detail ?? ''}`.toLowerCase().split(/[\s·]+/);
    return wanted.every((beginning) => parts.some((word) => word.startsWith(beginning)));
  });
}

/** The commands that do not depend on the page: every page, every connection, the quick settings. */
export function usePaletteCommands(): readonly PaletteCommand[] {
  return [...usePageCommands(), ...useConnectionCommands(), ...useSettingCommands()];
}

function usePageCommands(): readonly PaletteCommand[] {
  const navigate = useNavigate();
  const { history } = useRouter();
  const focusSearch = useFocusSearch();
  const lockNow = useLockNow();
  return [
    { id: 'search', label: text('frame.go.search'), detail: '/', run: focusSearch },
    { id: 'users', label: text('frame.go.users'), run: () => void navigate({ to: '/users', search: {} }) },
    {
      id: 'revocations',
      label: text('frame.go.revocations'),
      run: () => void navigate({ to: '/revocations' }),
    },
    { id: 'audit', label: text('frame.go.audit'), run: () => void navigate({ to: '/audit', search: {} }) },
    {
      ...{ id: 'new-list', label: text('frame.new-list'), detail: text('frame.end-sessions') },
      run: () => void navigate({ to: '/revocations/new/list' }),
    },
    {
      ...{ id: 'new-rule', label: text('frame.new-rule'), detail: text('frame.end-sessions') },
      run: () => void navigate({ to: '/revocations/new/rule' }),
    },
    {
      id: 'connections',
      label: text('frame.go.connections'),
      run: () => void navigate({ to: '/connections' }),
    },
    { id: 'settings', label: text('frame.go.settings'), run: () => void navigate({ to: '/settings' }) },
    { id: 'back', label: text('frame.go.back'), run: () => history.back() },
    { id: 'lock', label: text('frame.shortcuts.lock'), run: lockNow },
    { id: 'shortcuts', label: text('frame.shortcuts.show'), detail: '?', run: showShortcuts },
  ];
}

function useConnectionCommands(): readonly PaletteCommand[] {
  const { list, active, reopen } = useConnections();
  const switchTo = useSwitchConnection();
  const others = (list ?? []).filter(({ id }) => id !== active?.id);
  const switches = others.map(({ id, name, environment }) => ({
    ...{ id: `connection/${id}`, label: text('frame.switch', { name }), detail: environment },
    run: () => switchTo(id),
  }));
  const isLost = active?.connection.state === 'failed' || active?.connection.state === 'away';
  if (active === null || !isLost) return switches;
  return [{ id: 'reopen', label: text('frame.reopen', { name: active.name }), run: reopen }, ...switches];
}

const themeLabels = {
  light: 'frame.use-light',
  dark: 'frame.use-dark',
  system: 'frame.use-system',
} as const;

function useSettingCommands(): readonly PaletteCommand[] {
  const settings = useSettings();
  const save = useSaveSettings();
  const themes = (['light', 'dark', 'system'] as const)
    .filter((theme) => theme !== settings.theme)
    .map((theme) => ({
      id: `theme/${theme}`,
      label: text(themeLabels[theme]),
      run: () => save.mutate({ theme }),
    }));
  const times = settings.times === 'utc' ? 'local' : 'utc';
  const density = settings.density === 'dense' ? 'comfortable' : 'dense';
  return [
    ...themes,
    {
      id: 'times',
      label: text(times === 'utc' ? 'frame.times-utc' : 'frame.times-local'),
      run: () => save.mutate({ times }),
    },
    {
      id: 'density',
      label: text(density === 'dense' ? 'frame.rows-dense' : 'frame.rows-comfortable'),
      run: () => save.mutate({ density }),
    },
  ];
}
