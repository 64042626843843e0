import type { MalformedCode, MalformedReason } from '../../contract/domain/planning.ts';
import type { RuleField } from '../../contract/domain/stored-names.ts';
import { plural } from './format-count.ts';

const missing: Readonly<Record<RuleField, string>> = {
  tenant: 'tenant not known',
  'email-domain': 'user not known',
  role: 'roles not known',
  joined: 'user not known',
  created: 'times not known',
  expires: 'times not known',
  ip: 'network not recorded',
  'user-agent': 'device not recorded',
  payload: 'payloads not known',
};

interface UndecidedSession {
  readonly undecidedFor: readonly RuleField[];
  /** As it was recorded; null: it was not. */
  readonly ip: string | null;
}

/** Why a rule is undecided about a session: "network not recorded, device not recorded". */
export function formatUndecided({ undecidedFor, ip }: UndecidedSession): string {
  const words = undecidedFor.map((field) =>
    field === 'ip' && ip !== null ? `the recorded network is no address: ${ip}` : missing[field],
  );
  return [...new Set(words)].join(', ');
}

const malformedTexts: Readonly<Record<Exclude<MalformedCode, 'column-missing' | 'text-too-long'>, string>> = {
  'line-too-long': 'the line has more than 64 KiB',
  'column-empty': 'the chosen column is empty here',
  'quote-not-closed': 'a quote begins here and has no end; only this line is affected',
  'not-json': 'the line is not JSON',
  'no-text': 'there is no text at the chosen path',
  'empty-text': 'there is no text',
  'unreadable-character': 'a character cannot be read in the encoding of the list',
  'control-character': 'it contains control characters',
  'several-columns': 'it has several columns; read the list as CSV',
  'several-lines': 'it has several lines',
  'header-without-token': 'it looks like a header, but it has no access token of SuperTokens',
  'neither-session-nor-user': 'it can be neither a session nor a user',
  'refresh-token':
    'a refresh token is never sent anywhere; use the access token, the session handle or the user instead',
  'token-incomplete': 'the access token is not complete',
  'token-foreign': 'the access token was not signed by this core',
  'token-without-session': 'the access token names no session',
  'token-not-verified':
    'the access token could not be verified, because the keys of the core could not be read; begin the list again',
};

/** Why a line of a list can be neither a session nor a user, for the end of a sentence. */
export function formatMalformed({ code, count }: MalformedReason): string {
  if (code === 'column-missing')
    return `the line has ${plural(count ?? 0, 'column')}, and the chosen column is not among them`;
  if (code === 'text-too-long')
    return `it has ${plural(count ?? 0, 'character')}, more than an id, an address or a number can have`;
  return malformedTexts[code];
}
