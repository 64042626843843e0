import { useCallback, useEffect, useMemo, useState } from 'react';
import { mostBytes } from '../../../../contract/domain/planning.ts';
import { formatBytes } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import { takeHandedOverList } from '../../../shared/handoff.ts';
import { announce } from '../../../ui/announce.ts';
import { type ByteSource, fileBytes, textBytes } from './byte-source.ts';

/** A pasted text of this many characters and more is not shown in the text area: there, every change would take seconds. */
export const largePaste = 1_000_000;

/** A list from the text area, a pasted text that is too large for it, or a file. It is in memory only. */
export type ListInput =
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
