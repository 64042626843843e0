import { Button, FileButton, Textarea } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { type ClipboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { mostBytes } from '../../../../contract/domain/planning.ts';
import { formatBytes } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import { announce } from '../../../ui/announce.ts';
import { keepFocus } from '../../../ui/keep-focus.ts';
import classes from './new-list.module.css';
import { type ListInput, largePaste, withPaste } from './use-list-input.ts';

const acceptedFiles = '.txt,.csv,.tsv,.json,.jsonl,.ndjson,.log,text/*,application/json';

interface FileDropProps {
  readonly onFile: (file: File) => void;
  readonly children: ReactNode;
}

/** A file by a button, or dropped anywhere on the children. */
export function FileDrop({ onFile, children }: FileDropProps) {
  const box = useRef<HTMLDivElement>(null);

  function choose(file: File | null) {
    if (file === null) return;
    onFile(file);
    announce(text('list.file.chosen', { name: file.name }));
  }

  const isOver = useFileDrop(box, choose);
  return (
    <div ref={box} className={classes.drop} data-over={isOver || undefined}>
      {children}
      <div className={classes.line}>
        <FileButton onChange={choose} accept={acceptedFiles}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileText size={15} aria-hidden="true" />}>
              {text('list.file.choose')}
            </Button>
          )}
        </FileButton>
        <span className={classes.quiet}>{text('list.file.hint', { size: formatBytes(mostBytes) })}</span>
      </div>
    </div>
  );
}

/** Lets a file be dropped on an element; of several files, the first one is used. True while a file is over the element. */
function useFileDrop(element: RefObject<HTMLElement | null>, onFile: (file: File) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;

  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    const enter = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = () => setOver(false);
    const drop = (event: DragEvent) => {
      const [file] = event.dataTransfer?.files ?? [];
      setOver(false);
      if (file === undefined) return;
      event.preventDefault();
      latest.current(file);
    };
    box.addEventListener('dragover', enter);
    box.addEventListener('dragleave', leave);
    box.addEventListener('drop', drop);
    return () => {
      box.removeEventListener('dragover', enter);
      box.removeEventListener('dragleave', leave);
      box.removeEventListener('drop', drop);
    };
  }, [element]);

  return isOver;
}

interface PasteBoxProps {
  readonly input: ListInput;
  readonly onText: (text: string) => void;
  readonly onRemove: () => void;
}

/** The text area for a list. A file or a large paste is shown in its place. */
export function PasteBox({ input, onText, onRemove }: PasteBoxProps) {
  if (input.type !== 'text') {
    return (
      <div ref={keepFocus} className={classes.chosen}>
        <span className={classes.chosenLabel}>{input.label}</span>
        <Button size="compact-sm" variant="default" onClick={onRemove}>
          {text('list.remove')}
        </Button>
      </div>
    );
  }

  function handleLargePaste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const pasted = event.clipboardData.getData('text');
    if (pasted.length < largePaste) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    onText(withPaste(value, selectionStart, selectionEnd, pasted));
  }

  return (
    <Textarea
      label={text('list.paste.label')}
      description={text('list.paste.description')}
      autosize={false}
      rows={12}
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: classes.area }}
      value={input.text}
      onPaste={handleLargePaste}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}
