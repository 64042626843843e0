import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { text } from '../messages/text.ts';

interface SearchFieldProps {
  /** Names the field for screen readers. */
  readonly label: string;
  /** What can be looked for. */
  readonly placeholder: string;
  readonly value: string;
  /** Called when typing pauses. */
  readonly onSearch: (search: string) => void;
  readonly className?: string | undefined;
}

/** The search starts when typing pauses this long. */
const restMs = 200;
const longest = 200;

/** A field that narrows a list which main searches. */
export function SearchField({ label, placeholder, value, onSearch, className }: SearchFieldProps) {
  const [entered, setEntered] = useState(value);
  useEffect(() => {
    if (entered === value) return;
    const timer = setTimeout(() => onSearch(entered), restMs);
    return () => clearTimeout(timer);
  }, [entered, value, onSearch]);
  return (
    <TextInput
      className={className ?? ''}
      size="xs"
      aria-label={label}
      placeholder={placeholder}
      maxLength={longest}
      spellCheck={false}
      value={entered}
      onChange={(event) => setEntered(event.currentTarget.value)}
      rightSection={
        entered === '' ? null : (
          <CloseButton size="xs" aria-label={text('tables.search.clear')} onClick={() => setEntered('')} />
        )
      }
    />
  );
}
