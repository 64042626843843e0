import { type KeyboardEvent, type MouseEvent, useState } from 'react';
import { formatShortId } from '../messages/format-count.ts';
import { text } from '../messages/text.ts';
import { useRowTabIndex } from '../ui/table/table-row.tsx';
import { copyText } from './copy-button.tsx';
import classes from './short-id.module.css';

interface ShortIdProps {
  readonly value: string;
  /** How many characters stay when it is shortened. */
  readonly chars?: number;
}

/** An id or a handle: short at rest, whole on focus and hover, copied by a click or by `c`. */
export function ShortId({ value, chars = 12 }: ShortIdProps) {
  // The value, as the same element can come to show another one.
  const [copiedValue, setCopiedValue] = useState<string | null>(null);
  const tabIndex = useRowTabIndex();
  const short = formatShortId(value, chars);
  const copied = copiedValue === value;

  async function copy(event: MouseEvent | KeyboardEvent) {
    event.stopPropagation();
    setCopiedValue((await copyText(value)) ? value : null);
  }

  return (
    <button
      type="button"
      className={classes.id}
      tabIndex={tabIndex}
      title={value}
      aria-label={text('frame.copy', { value })}
      data-copied={copied || undefined}
      onClick={copy}
      onKeyDown={(event) => {
        if (event.key === 'c' && !event.metaKey && !event.ctrlKey && !event.altKey) void copy(event);
        // Enter and space press this button; they must not open or select the row around it as well.
        if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
      }}
      onBlur={() => setCopiedValue(null)}
      onMouseLeave={() => setCopiedValue(null)}
    >
      <span className={classes.short}>{short}</span>
      {short === value ? null : <span className={classes.whole}>{value}</span>}
      {copied ? <span className={classes.copied}>{text('frame.id-copied')}</span> : null}
    </button>
  );
}
