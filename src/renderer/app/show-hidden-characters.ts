import {
  escapeOf,
  hasHiddenCharacters,
  splitHidden,
  visibleText,
} from '../../contract/domain/text/visible-text.ts';

/** Attributes that people read or hear. Others are for the page itself: an id has to stay what it is. */
const readAttributes = [
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'label',
  'placeholder',
  'title',
];

/** Their text is no text of the page, or is what an operator typed. */
const untouched = 'script, style, textarea';
const blank = /^[ \t\r\n]*$/;

/**
 * Writes escapes in place of characters that do not show, into every text of the page and every attribute that people read,
 * whoever put it there: a component of ours or of a library. An observer is called when the script that changed the page has
 * ended, before anything is painted. React never reads what it wrote, so it does not notice.
 */
export function showHiddenCharacters(document: Document): void {
  const marks = new Highlight();
  CSS.highlights.set('escape', marks);
  new MutationObserver((records) => {
    for (const { addedNodes, attributeName, target } of records) {
      if (attributeName !== null) showAttribute(target, attributeName);
      else if (target instanceof Text) showText(target, marks);
      else for (const node of addedNodes) showAll(node, marks);
    }
  }).observe(document, {
    ...{ attributes: true, attributeFilter: readAttributes },
    ...{ characterData: true, childList: true, subtree: true },
  });
  showAll(document, marks);
}

function showAll(root: Node, marks: Highlight): void {
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node: Node | null = root; node !== null; node = nodes.nextNode()) {
    if (node instanceof Text) showText(node, marks);
    else for (const name of readAttributes) showAttribute(node, name);
  }
}

function showAttribute(node: Node, name: string): void {
  const value = node instanceof Element ? node.getAttribute(name) : null;
  if (value !== null && hasHiddenCharacters(value)) (node as Element).setAttribute(name, visibleText(value));
}

function showText(node: Text, marks: Highlight): void {
  if (!hasHiddenCharacters(node.data) || blank.test(node.data)) return;
  if (node.parentElement?.closest(untouched)) return;
  const pieces = splitHidden(node.data).map(({ isHidden, text }) => ({
    isHidden,
    shown: isHidden ? escapeOf(text) : text,
  }));
  node.data = pieces.map(({ shown }) => shown).join('');
  forgetRemoved(marks);
  let at = 0;
  for (const { isHidden, shown } of pieces) {
    if (isHidden) marks.add(rangeOf(node, at, at + shown.length));
    at += shown.length;
  }
}

/** It becomes empty when its text is replaced. */
function rangeOf(node: Text, start: number, end: number): Range {
  const range = new Range();
  range.setStart(node, start);
  range.setEnd(node, end);
  return range;
}

/** A mark keeps its text in memory, also when that is not in the page any more. */
function forgetRemoved(marks: Highlight): void {
  for (const mark of marks) if (mark.collapsed || !mark.startContainer.isConnected) marks.delete(mark);
}
