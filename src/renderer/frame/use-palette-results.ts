import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSearch } from '../features/search/use-search.ts';
import { formatShortId } from '../messages/format-count.ts';
import { formatUserName } from '../messages/format-user-name.ts';
import { text } from '../messages/text.ts';
import { useConnections } from '../shared/connections-context.tsx';
import type { PaletteCommand } from './palette-commands.ts';

/** The search starts when typing pauses this long. */
const pauseMs = 200;
const shortest = 2;
/** More than this is for the search page. */
const most = 5;

/** Users and sessions on the connection in use that match what is typed in the palette. */
export function usePaletteResults(wanted: string): readonly PaletteCommand[] {
  const { active } = useConnections();
  const navigate = useNavigate();
  const { search, run, clear } = useSearch(active?.id ?? '');
  const canSearch = active?.connection.state === 'open' && wanted.length >= shortest;

  useEffect(() => {
    if (!canSearch) return clear();
    const timer = setTimeout(() => void run(wanted), pauseMs);
    return () => clearTimeout(timer);
  }, [canSearch, wanted, run, clear]);

  if (!canSearch || search.state === 'idle' || search.text !== wanted) return [];
  const { users, sessions } = search.results;
  return [
    ...users.slice(0, most).map((user) => ({
      id: `user/${user.id}`,
      label: formatUserName(user),
      detail: text('frame.palette.user'),
      run: () => void navigate({ to: '/users/$userId', params: { userId: user.id } }),
    })),
    ...sessions.slice(0, most).map(({ handle }) => ({
      id: `session/${handle}`,
      label: formatShortId(handle, 24),
      detail: text('frame.palette.session'),
      run: () => void navigate({ to: '/sessions/$handle', params: { handle } }),
    })),
  ];
}
