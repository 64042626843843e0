import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { searchBoxId } from '../../shared/search-box.ts';
import classes from './search-page.module.css';

interface SearchBoxProps {
  readonly text: string;
  /** Whether typing can start at once; not when the reader comes back to a row of the results. */
  readonly takesFocus: boolean;
  readonly onChange: (text: string, at: 'once' | 'after-a-pause') => void;
}

/** What someone pasted is searched for at once, what they type after a pause, or by Enter. Escape clears. */
export function SearchBox({ text, takesFocus, onChange }: SearchBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  const pasting = useRef(false);

  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [takesFocus]);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter') onChange(text, 'once');
    else if (event.key === 'Escape' && text !== '') onChange('', 'once');
    else if (event.key === 'ArrowDown')
      document.querySelector<HTMLElement>('#content tbody [tabindex="0"]')?.focus();
    else return;
    event.preventDefault();
  }

  return (
    <TextInput
      ref={box}
      id={searchBoxId}
      type="text"
      size="md"
      className={classes.box}
      aria-label="Search for a user or a session"
      placeholder="E-mail, phone, user id, session handle, or an access token"
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={
        text === '' ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Clear"
            title="Clear (Esc)"
            onClick={() => {
              onChange('', 'once');
              box.current?.focus();
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        )
      }
      value={text}
      onPaste={() => {
        pasting.current = true;
      }}
      onChange={(event) => {
        onChange(event.currentTarget.value, pasting.current ? 'once' : 'after-a-pause');
        pasting.current = false;
      }}
      onKeyDown={onKeyDown}
    />
  );
}
