import { Button, Textarea } from '@mantine/core';
import type { ClipboardEvent } from 'react';
import { keepFocus } from '../../../ui/keep-focus.ts';
import classes from './new-list.module.css';
import { largePaste, withPaste } from './pasted-list.ts';
import type { Given } from './use-list-source.ts';

interface PasteBoxProps {
  readonly given: Given;
  readonly onText: (text: string) => void;
  readonly onRemove: () => void;
}

/** Where a list is pasted, or, in its place, what was given. */
export function PasteBox({ given, onText, onRemove }: PasteBoxProps) {
  if (given.is !== 'text') {
    return (
      <div ref={keepFocus} className={classes.given}>
        <span className={classes.givenWords}>{given.words}</span>
        <Button size="compact-sm" variant="default" onClick={onRemove}>
          Remove
        </Button>
      </div>
    );
  }

  function takeLargePaste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const pasted = event.clipboardData.getData('text');
    if (pasted.length < largePaste) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    onText(withPaste(value, selectionStart, selectionEnd, pasted));
  }

  return (
    <Textarea
      label="List"
      description="Paste it here, one entry a line."
      autosize={false}
      rows={12}
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: classes.area }}
      value={given.text}
      onPaste={takeLargePaste}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}
