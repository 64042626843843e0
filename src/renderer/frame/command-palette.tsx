import { useHotkeys } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { mayBeToken } from '../../contract/domain/text/token-text.ts';
import { useSearch } from '../features/search/use-search.ts';
import { formatShortId } from '../messages/format-count.ts';
import { formatUserName } from '../messages/format-user-name.ts';
import { text } from '../messages/text.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { handOverSearch } from '../shared/handoff.ts';
import { currentPageActions, type PageAction } from '../shared/page-actions.ts';
import classes from './command-palette.module.css';
import { matchingCommands, type PaletteCommand, usePaletteCommands } from './palette-commands.ts';
import { isDialogOpen } from './shortcuts.ts';

const noActions: readonly PageAction[] = [];

/** One box for everything that can be done, opened or found: actions of the page, users and sessions, commands. */
export function CommandPalette() {
  const [query, setQuery] = useState('');
  const [actions, setActions] = useState(noActions);
  const commands = usePaletteCommands();
  const startSearch = useStartSearch();
  const wanted = query.trim();
  const results = usePaletteResults(wanted);
  const ofPage = actions.map((action) => ({ ...action, detail: text('frame.palette.this-page') }));
  // The palette's own shortcut would put it over an open question, too. It works within a text field.
  useHotkeys([['mod + K', () => (isDialogOpen() ? undefined : spotlight.open())]], []);

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setActions(currentPageActions())}
      shortcut={null}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.25 }}
      scrollable
      centered={false}
      yOffset="12vh"
      maxHeight={420}
      attributes={{ content: { 'aria-label': text('frame.palette') } }}
    >
      <Spotlight.Search
        placeholder={text('frame.palette')}
        aria-label={text('frame.palette')}
        leftSection={<IconSearch size={16} stroke={1.75} />}
      />
      <Spotlight.ActionsList>
        {[...matchingCommands(ofPage, query), ...matchingCommands(commands, query)].map((command) => (
          <Action key={command.id} command={command} />
        ))}
        {wanted === '' ? null : (
          <Spotlight.Action onClick={() => startSearch(wanted)} className={classes.action}>
            <span className={classes.search}>{text('frame.palette.search', { text: wanted })}</span>
          </Spotlight.Action>
        )}
        {/* They come later than the others, and move none of them. */}
        {results.map((command) => (
          <Action key={command.id} command={command} />
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Action({ command }: { readonly command: PaletteCommand }) {
  const { label, detail, run } = command;
  return (
    <Spotlight.Action onClick={run} className={classes.action}>
      <span className={classes.label}>{label}</span>
      {detail === undefined ? null : <span className={classes.detail}>{detail}</span>}
    </Spotlight.Action>
  );
}

/** Searches for a text on the search page. A text that may be a token is handed over, and is never in the address. */
function useStartSearch(): (wanted: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (wanted: string) => {
      if (mayBeToken(wanted)) void navigate({ to: '/', search: {} }).then(() => handOverSearch(wanted));
      else void navigate({ to: '/', search: { q: wanted } });
    },
    [navigate],
  );
}

/** The search starts when typing pauses this long. */
const pauseMs = 200;
const shortest = 2;
/** More than this is for the search page. */
const most = 5;

/** Users and sessions on the connection in use that match what is typed in the palette. */
function usePaletteResults(wanted: string): readonly PaletteCommand[] {
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
