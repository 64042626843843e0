import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import classes from './revocation-page.module.css';

/** Typing rests so long before it is searched for. */
const restMs = 250;

interface TargetsSearchProps {
  readonly value: string;
  readonly onSearch: (search: string) => void;
}

/** Looks for a text in every column of the targets. */
export function TargetsSearch({ value, onSearch }: TargetsSearchProps) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onSearch(text), restMs);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  return (
    <TextInput
      className={classes.search}
      size="xs"
      aria-label="Search these sessions"
      placeholder="Handle, user, network, device"
      maxLength={200}
      spellCheck={false}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      rightSection={
        text === '' ? null : (
          <CloseButton size="xs" aria-label="Clear the search" onClick={() => setText('')} />
        )
      }
    />
  );
}
