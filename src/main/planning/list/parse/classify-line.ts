import type { MalformedCode, MalformedReason } from '../../../../contract/domain/planning/list-lines.ts';
import type { Interpretation } from '../../../../contract/domain/search.ts';
import type { LineKind } from '../../../../contract/domain/stored-names.ts';
import { findTokens, withoutLongStrings } from '../../../../contract/domain/text/token-text.ts';
import { cleanText, recognise } from '../../../identity/recognise.ts';

type AccountInterpretation = Extract<Interpretation, { type: 'third-party-id' }>;

/** What can be looked up of a line: whole texts only, no beginnings, and of accounts elsewhere only with the provider. */
export type Lookup =
  | Extract<Interpretation, { type: Exclude<LineKind, 'access-token' | 'third-party-id'> }>
  | (AccountInterpretation & { readonly provider: string });

/** What a line can be. */
type ClassifiedLine =
  /** The most exact first. All of them are looked up: a line that matches several users is ambiguous. */
  | { readonly type: 'look-up'; readonly text: string; readonly lookups: readonly Lookup[] }
  /** The token is here alone: not in any text. */
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'malformed'; readonly text: string; readonly reason: MalformedReason };

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const halfCharacters = /\p{Surrogate}/u;
const unreadable = '\ufffd';

/** Says what a line is to be looked up as. Pure. */
export function classifyLine(line: string): ClassifiedLine {
  return classifyHandle(line) ?? classifyAny(line);
}

const plainHandle = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:_([a-z0-9.-]{1,200}))?$/;

/** Most lists are handles as a core writes them: for millions of these the long way takes minutes. */
function classifyHandle(line: string): ClassifiedLine | null {
  const match = plainHandle.exec(line);
  if (!match) return null;
  const tenantId = match[1];
  if (tenantId === undefined) {
    const lookups: Lookup[] = [
      { type: 'session-handle', handle: line, tenantId: 'public' },
      { type: 'user-id', id: line },
    ];
    return { type: 'look-up', text: line, lookups };
  }
  if (tenantId === 'public') return null;
  return { type: 'look-up', text: line, lookups: [{ type: 'session-handle', handle: line, tenantId }] };
}

/** The same as `classifyHandle` where that answers. What it answers for `text` again is the same. */
export function classifyAny(line: string): ClassifiedLine {
  const broken = whatIsBroken(line);
  if (broken) return { type: 'malformed', text: showableText(line), reason: broken };
  const text = withoutWrappings(line);
  const recognised = recognise(text);
  if (recognised.type === 'refused')
    return { type: 'malformed', text: showableText(line), reason: reasonOf(recognised.reason, text) };
  const { accessToken, interpretations } = recognised;
  if (accessToken !== null) return { type: 'token', token: accessToken };
  if (interpretations.some(({ type }) => type === 'refresh-token'))
    return { type: 'malformed', text: 'refresh token', reason: malformed('refresh-token') };
  if (text.includes('\t'))
    return { type: 'malformed', text: showableText(line), reason: malformed('several-columns') };
  const lookups = withoutOddIds(interpretations.filter(isLookup).map((lookup) => withoutGuess(lookup, text)));
  if (lookups.length === 0)
    return { type: 'malformed', text: showableText(line), reason: malformed('neither-session-nor-user') };
  return { type: 'look-up', text, lookups: lookups.sort((a, b) => rankOf(a, text) - rankOf(b, text)) };
}

/** Quotes can be around quotes. */
function withoutWrappings(line: string): string {
  const text = cleanText(line);
  return text === line ? text : withoutWrappings(text);
}

/** Removed silently, these characters would make another text of it. */
function whatIsBroken(line: string): MalformedReason | null {
  if (line.includes(unreadable)) return malformed('unreadable-character');
  return controls.test(line) || halfCharacters.test(line) ? malformed('control-character') : null;
}

function reasonOf(refused: 'empty' | 'too-long' | 'header' | 'several-lines', text: string): MalformedReason {
  switch (refused) {
    case 'empty':
      return malformed('empty-text');
    case 'too-long':
      return malformed('text-too-long', text.length);
    case 'header':
      return malformed('header-without-token');
    case 'several-lines':
      return malformed('several-lines');
  }
}

function isLookup(interpretation: Interpretation): interpretation is Lookup {
  return (
    interpretation.type === 'session-handle' ||
    interpretation.type === 'user-id' ||
    interpretation.type === 'email' ||
    interpretation.type === 'phone' ||
    // Which provider's account an id without one belongs to can only be guessed.
    (interpretation.type === 'third-party-id' && interpretation.provider !== null)
  );
}

/** Which country a number without `+` is in can only be guessed: it is looked up as it is written. */
function withoutGuess(lookup: Lookup, text: string): Lookup {
  return lookup.type === 'phone' && !text.startsWith('+') ? { type: 'phone', phone: text } : lookup;
}

/** A handle with a tenant in it is never the id of a user. */
function withoutOddIds(lookups: readonly Lookup[]): Lookup[] {
  const [first] = lookups;
  return first?.type === 'session-handle' && first.tenantId !== 'public' ? [first] : [...lookups];
}

// Ids are exact. Bare digits are an employee's number rather than a phone number.
function rankOf(lookup: Lookup, text: string): number {
  switch (lookup.type) {
    case 'session-handle':
      return 0;
    case 'email':
    case 'third-party-id':
      return 1;
    case 'phone':
      return text.startsWith('+') ? 2 : 4;
    case 'user-id':
      return 3;
  }
}

const longestShown = 300;

/** What a preview, a file or an export may have of a line that cannot be looked up: never a token, nor a piece of one. */
export function showableText(text: string): string {
  const clean = cleanText(text);
  const { access, refresh, header } = findTokens(clean);
  if (access) return 'access token';
  if (refresh) return 'refresh token';
  if (header) return 'header';
  const short = withoutLongStrings(clean, '(long word)');
  return short.length > longestShown ? `${short.slice(0, longestShown)}…` : short;
}

export function malformed(code: MalformedCode, count: number | null = null): MalformedReason {
  return { code, count };
}
