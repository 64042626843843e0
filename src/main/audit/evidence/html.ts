import { visibleText } from '../../../contract/domain/text/visible-text.ts';

/** HTML that was made here: everything else is escaped where it is put into it. */
export interface Html {
  readonly html: string;
}

type Content = string | number | Html | readonly Html[] | null;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A page is no place for texts of any length: whole ones are in the other files. */
const longestText = 400;

function escapeText(text: string): string {
  const shown = visibleText(text.toWellFormed());
  const cut = shown.length > longestText ? `${shown.slice(0, longestText).toWellFormed()}…` : shown;
  return cut.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

function toHtml(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'number') return content.toLocaleString('en-US');
  if (typeof content === 'string') return escapeText(content);
  return 'html' in content ? content.html : content.map(({ html }) => html).join('');
}

/** A time of UTC as a row has it, for people: without the part that is the same in all. Anything else stays as it is. */
export function shortTime(text: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? text.slice(0, 19).replace('T', ' ') : text;
}

/** A code in words: `complete-with-gaps`. */
export function formatCode(code: string): string {
  return code.replaceAll(/[-_]/g, ' ');
}

/** Values are escaped, whatever they are, and characters that do not show are visible in them. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return {
    html: parts.map((part, at) => part + (at < values.length ? toHtml(values[at] ?? null) : '')).join(''),
  };
}
