import { Button, FileButton, Textarea } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import {
  type ClipboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { mostBytes } from '../../../../contract/domain/planning/list-format.ts';
import { formatBytes } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import { takeHandedOverList } from '../../../shared/handoff.ts';
import { announce } from '../../../ui/announce.ts';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import classes from './new-list.module.css';
import { type ByteSource, fileBytes, textBytes } from './upload-list.ts';

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

/** A pasted text of this many characters and more is not shown in the text area: there, every change would take seconds. */
const largePaste = 1_000_000;

/** A list from the text area, a pasted text that is too large for it, or a file. It is in memory only. */
type ListInput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'pasted' | 'file'; readonly label: string; readonly source: ByteSource };

const noInput: ListInput = { type: 'text', text: '' };

interface UsedListInput {
  readonly input: ListInput;
  /** Null: there is no list yet, or one that cannot be used. */
  readonly source: ByteSource | null;
  /** Why the list cannot be used. */
  readonly refusal: string | null;
  readonly setText: (text: string) => void;
  readonly setFile: (file: File) => void;
  readonly clear: () => void;
}

/** The list that the operator pasted, typed or chose as a file. */
export function useListInput(): UsedListInput {
  const [input, setInput] = useState<ListInput>(noInput);
  const source = useMemo(() => {
    if (input.type !== 'text') return input.source;
    return input.text.trim() === '' ? null : textBytes(input.text);
  }, [input]);
  const refusal = source === null ? null : refusalOf(source);

  const setText = useCallback((next: string) => {
    if (next.length < largePaste) return setInput({ type: 'text', text: next });
    const pasted = textBytes(next);
    const label = pastedLabel(countLines(next), pasted.size);
    setInput({ type: 'pasted', label, source: pasted });
    announce(label);
  }, []);
  useEffect(() => {
    const lines = takeHandedOverList();
    if (lines !== null) setText(lines);
  }, [setText]);

  return {
    input,
    source: refusal === null ? source : null,
    refusal,
    setText,
    setFile: (file) => {
      const label = text('list.file.label', { name: file.name, size: formatBytes(file.size) });
      setInput({ type: 'file', label, source: fileBytes(file) });
    },
    clear: () => setInput(noInput),
  };
}

function refusalOf({ name, size }: ByteSource): string | null {
  if (size === 0) return text('list.empty', { name });
  if (size <= mostBytes) return null;
  return text('list.too-large', { size: formatBytes(size), most: formatBytes(mostBytes) });
}

/** Lines of a text. Characters after the last line break are a line, too. */
export function countLines(of: string): number {
  let lines = of === '' || of.endsWith('\n') ? 0 : 1;
  for (let at = of.indexOf('\n'); at >= 0; at = of.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** "12,345 lines pasted (4.1 MB)". */
export function pastedLabel(lines: number, bytes: number): string {
  return text('list.pasted', { lines, size: formatBytes(bytes) });
}

/** The text after a paste that replaces the characters from `start` to `end`. */
export function withPaste(before: string, start: number, end: number, pasted: string): string {
  return before.slice(0, start) + pasted + before.slice(end);
}
