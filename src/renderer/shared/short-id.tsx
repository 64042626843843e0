import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from 'react';
import { formatShortId } from '../messages/format-count.ts';
import { text } from '../messages/text.ts';
import { announce } from '../ui/announce.ts';
import { useRowTabIndex } from '../ui/table/table-row.tsx';
import copyButtonClasses from './copy-button.module.css';
import { call } from './ipc-client.ts';
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

interface CopyButtonProps {
  /** Made when pressed: it can be large. */
  readonly text: () => string;
  /** What it does, in full, for screen readers: "Copy metadata as JSON". */
  readonly label: string;
  /** Seen only while its line is pointed at or focused. */
  readonly quiet?: boolean;
  readonly children?: ReactNode;
}

/** Copies a text and shows that it did, until it is left. */
export function CopyButton({ text: textToCopy, label, quiet = false, children }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <button
      type="button"
      className={copyButtonClasses.copy}
      data-quiet={quiet || undefined}
      data-copied={copied || undefined}
      aria-label={label}
      title={label}
      onClick={() => void copyText(textToCopy()).then(setCopied)}
      onBlur={() => setCopied(false)}
      onMouseLeave={() => setCopied(false)}
    >
      <Icon size={13} stroke={1.75} aria-hidden="true" />
      {children === undefined ? null : <span>{copied ? text('frame.copied') : children}</span>}
    </button>
  );
}

/** Puts a text on the clipboard and says so. Main does it, because the renderer has no access to the clipboard. */
export async function copyText(value: string): Promise<boolean> {
  try {
    await call('app.copyText', { text: value });
    announce(text('frame.copied'), { shown: true });
    return true;
  } catch {
    announce(text('frame.not-copied'), { shown: true });
    return false;
  }
}
