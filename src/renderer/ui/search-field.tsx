import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

interface SearchFieldProps {
  /** Names the field for screen readers. */
  readonly label: string;
  /** What can be looked for. */
  readonly placeholder: string;
  readonly value: string;
  /** Called when typing rests. */
  readonly onSearch: (search: string) => void;
  readonly className?: string | undefined;
}

/** Typing rests so long before it is searched for. */
const restMs = 200;
const longest = 200;

/** A field that narrows a list which main searches. */
export function SearchField({ label, placeholder, value, onSearch, className }: SearchFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onSearch(text), restMs);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  return (
    <TextInput
      className={className ?? ''}
      size="xs"
      aria-label={label}
      placeholder={placeholder}
      maxLength={longest}
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
