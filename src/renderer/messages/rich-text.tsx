import { Fragment, isValidElement, type ReactNode } from 'react';
import type { MessageKey } from './catalogue.ts';
import { messageFormat } from './text.ts';

type RichValue = ReactNode | ((chunks: ReactNode[]) => ReactNode);

/** The text of a key with elements in it: a value may be an element, and a tag `<b>…</b>` a function of what it encloses. */
export function richText(key: MessageKey, values: Readonly<Record<string, RichValue>>): ReactNode {
  const parts = messageFormat(key).format<ReactNode>(values as Record<string, ReactNode>);
  if (!Array.isArray(parts)) return parts;
  return parts.map((part, at) => <Fragment key={partKey(part, at)}>{part}</Fragment>);
}

/** The parts of a message have no identity but their order, which never changes. */
function partKey(part: ReactNode, at: number): string {
  return isValidElement(part) && part.key !== null ? part.key : `part-${at}`;
}
