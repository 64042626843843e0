import { useMemo, useState } from 'react';
import { mostBytes } from '../../../../contract/domain/planning.ts';
import { announce } from '../../../ui/announce.ts';
import { type ByteSource, fileBytes, textBytes } from '../feeding/byte-source.ts';
import { sizeWords } from '../size-words.ts';
import { countLines, largePaste, pastedWords } from './pasted-list.ts';

/** What was given: a text in the text area, one that is too large for it, or a file. Never kept anywhere else. */
export type Given =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'pasted'; readonly words: string; readonly source: ByteSource }
  | { readonly is: 'file'; readonly words: string; readonly source: ByteSource };

const nothing: Given = { is: 'text', text: '' };

interface ListGiven {
  readonly given: Given;
  /** Null: nothing yet, or nothing that can be used. */
  readonly source: ByteSource | null;
  /** Why not. */
  readonly refusal: string | null;
  readonly setText: (text: string) => void;
  readonly takeFile: (file: File) => void;
  readonly clear: () => void;
}

export function useListSource(): ListGiven {
  const [given, setGiven] = useState<Given>(nothing);
  const whole = useMemo(() => {
    if (given.is !== 'text') return given.source;
    return given.text.trim() === '' ? null : textBytes(given.text);
  }, [given]);
  const refusal = whole === null ? null : refusalOf(whole);

  return {
    given,
    source: refusal === null ? whole : null,
    refusal,
    setText: (text) => {
      if (text.length < largePaste) return setGiven({ is: 'text', text });
      const source = textBytes(text);
      const words = pastedWords(countLines(text), source.size);
      setGiven({ is: 'pasted', words, source });
      announce(words);
    },
    takeFile: (file) => {
      const source = fileBytes(file);
      setGiven({ is: 'file', words: `${file.name} (${sizeWords(file.size)})`, source });
    },
    clear: () => setGiven(nothing),
  };
}

function refusalOf({ name, size }: ByteSource): string | null {
  if (size === 0) return `${name} is empty.`;
  if (size > mostBytes)
    return `This list has ${sizeWords(size)}. At most ${sizeWords(mostBytes)} can be looked up at once: split it.`;
  return null;
}
