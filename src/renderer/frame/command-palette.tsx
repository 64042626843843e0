import { useHotkeys } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { mayBeToken } from '../../contract/domain/token-text.ts';
import { handOverSearch } from '../shared/search-box.ts';
import classes from './command-palette.module.css';
import { matchingCommands, usePaletteCommands } from './palette-commands.ts';
import { isDialogOpen } from './shortcuts.ts';

/** One box for everything that can be done or gone to; what is no command is searched for. */
export function CommandPalette() {
  const [query, setQuery] = useState('');
  const commands = usePaletteCommands();
  const startSearch = useStartSearch();
  const matching = matchingCommands(commands, query);
  const text = query.trim();
  // The palette's own shortcut would put it over an open question, too. From within a text field it works.
  useHotkeys([['mod + K', () => (isDialogOpen() ? undefined : spotlight.open())]], []);

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.25 }}
      scrollable
      centered={false}
      yOffset="12vh"
      maxHeight={420}
      classNames={{ content: classes.palette }}
      attributes={{ content: { 'aria-label': 'Search or command' } }}
    >
      <Spotlight.Search
        placeholder="Search or command"
        aria-label="Search or command"
        leftSection={<IconSearch size={16} />}
      />
      <Spotlight.ActionsList>
        {matching.map((command) => (
          <Spotlight.Action key={command.id} onClick={command.run} className={classes.action}>
            <span>{command.label}</span>
            {command.detail === undefined ? null : <span className={classes.detail}>{command.detail}</span>}
          </Spotlight.Action>
        ))}
        {text === '' ? null : (
          <Spotlight.Action onClick={() => startSearch(text)} className={classes.action}>
            <span className={classes.search}>Search for “{text}”</span>
          </Spotlight.Action>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Searches for a text on the search page. What may be a token goes there by hand, not by the address. */
export function useStartSearch(): (text: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (text: string) => {
      if (mayBeToken(text)) void navigate({ to: '/', search: {} }).then(() => handOverSearch(text));
      else void navigate({ to: '/', search: { q: text } });
    },
    [navigate],
  );
}
