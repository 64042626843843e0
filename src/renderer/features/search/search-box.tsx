import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { text } from '../../messages/text.ts';
import { searchBoxId } from '../../shared/handoff.ts';
import classes from './search-page.module.css';

interface SearchBoxProps {
  readonly value: string;
  /** Whether typing can start at once; not when the reader comes back to a row of the results. */
  readonly takesFocus: boolean;
  readonly onChange: (value: string, at: 'once' | 'after-a-pause') => void;
  /** Several lines were pasted. They are not searched for. */
  readonly onLines: (lines: readonly string[]) => void;
}

/** What someone pasted is searched for at once, what they type after a pause, or by Enter. Escape clears. */
export function SearchBox({ value, takesFocus, onChange, onLines }: SearchBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  const pasting = useRef(false);

  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [takesFocus]);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter') onChange(value, 'once');
    else if (event.key === 'Escape' && value !== '') onChange('', 'once');
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
      aria-label={text('search.box')}
      placeholder={text('search.placeholder')}
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={
        value === '' ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={text('search.clear')}
            title={text('search.clear-hint')}
            onClick={() => {
              onChange('', 'once');
              box.current?.focus();
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        )
      }
      value={value}
      onPaste={(event) => {
        const lines = pastedLines(event.clipboardData.getData('text'));
        pasting.current = lines === null;
        if (lines === null) return;
        event.preventDefault();
        onLines(lines);
      }}
      onChange={(event) => {
        onChange(event.currentTarget.value, pasting.current ? 'once' : 'after-a-pause');
        pasting.current = false;
      }}
      onKeyDown={onKeyDown}
    />
  );
}

/** A request with its headers has several lines, and may hold one token: it is searched for as a whole. */
const header = /^[\w-]+:\s|^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s\S|^curl\s/im;

/** Terminals break long tokens into lines. */
const token = /^["']?eyJ/;

/** The lines of a pasted text; null: it is one line, a request, or a token. */
export function pastedLines(pasted: string): readonly string[] | null {
  if (!/[\r\n]/.test(pasted.trim()) || header.test(pasted) || token.test(pasted.trim())) return null;
  const lines = pasted.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  return lines.length > 1 ? lines : null;
}
