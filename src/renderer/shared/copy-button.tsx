import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { text } from '../messages/text.ts';
import { announce } from '../ui/announce.ts';
import classes from './copy-button.module.css';
import { call } from './ipc-client.ts';

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
      className={classes.copy}
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
