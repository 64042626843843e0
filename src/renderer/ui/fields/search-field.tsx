import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { text } from '../../messages/text.ts';

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
  const reported = useRef<readonly string[]>([value]);
  // A link or a button changed the search: that is not for this field to undo.
  useEffect(() => {
    const left = stillUnderWay(reported.current, value);
    reported.current = left ?? [value];
    if (left === null) setEntered(value);
  }, [value]);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => {
    if (entered === reported.current.at(-1)) return;
    const timer = setTimeout(() => {
      reported.current = [...reported.current, entered];
      latest.current(entered);
    }, restMs);
    return () => clearTimeout(timer);
  }, [entered]);
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

/**
 * What a field has reported, oldest first, from the search on that has come back to it: on a slow computer a search comes back
 * when the next one was reported already, and must not take the place of what was typed since. Null: the field did not report it.
 */
export function stillUnderWay(reported: readonly string[], value: string): readonly string[] | null {
  const at = reported.lastIndexOf(value);
  return at < 0 ? null : reported.slice(at);
}
