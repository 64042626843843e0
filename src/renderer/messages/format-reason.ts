import type { MalformedCode, MalformedReason } from '../../contract/domain/planning.ts';
import type { RuleField } from '../../contract/domain/stored-names.ts';
import type { MessageKey } from './catalogue.ts';
import { text } from './text.ts';

const undecidedKeys: Readonly<Record<RuleField, MessageKey>> = {
  tenant: 'formats.undecided.tenant',
  'email-domain': 'formats.undecided.user',
  role: 'formats.undecided.roles',
  joined: 'formats.undecided.user',
  created: 'formats.undecided.times',
  expires: 'formats.undecided.times',
  ip: 'formats.undecided.network',
  'user-agent': 'formats.undecided.device',
  payload: 'formats.undecided.payload',
};

interface UndecidedSession {
  readonly undecidedFor: readonly RuleField[];
  /** As it was recorded; null: it was not. */
  readonly ip: string | null;
}

/** Why a rule cannot decide about a session: "network not recorded, device not recorded". */
export function formatUndecided({ undecidedFor, ip }: UndecidedSession): string {
  const reasons = undecidedFor.map((field) =>
    field === 'ip' && ip !== null
      ? text('formats.undecided.not-an-address', { ip })
      : text(undecidedKeys[field]),
  );
  return [...new Set(reasons)].join(', ');
}

const malformedKeys: Readonly<
  Record<Exclude<MalformedCode, 'column-missing' | 'text-too-long'>, MessageKey>
> = {
  'line-too-long': 'formats.malformed.line-too-long',
  'column-empty': 'formats.malformed.column-empty',
  'quote-not-closed': 'formats.malformed.quote-not-closed',
  'not-json': 'formats.malformed.not-json',
  'no-text': 'formats.malformed.no-text',
  'empty-text': 'formats.malformed.empty-text',
  'unreadable-character': 'formats.malformed.unreadable-character',
  'control-character': 'formats.malformed.control-character',
  'several-columns': 'formats.malformed.several-columns',
  'several-lines': 'formats.malformed.several-lines',
  'header-without-token': 'formats.malformed.header-without-token',
  'neither-session-nor-user': 'formats.malformed.neither-session-nor-user',
  'refresh-token': 'formats.malformed.refresh-token',
  'token-incomplete': 'formats.malformed.token-incomplete',
  'token-foreign': 'formats.malformed.token-foreign',
  'token-without-session': 'formats.malformed.token-without-session',
  'token-not-verified': 'formats.malformed.token-not-verified',
};

/** Why a line of a list can be neither a session nor a user, for the end of a sentence. */
export function formatMalformed({ code, count }: MalformedReason): string {
  if (code === 'column-missing') return text('formats.malformed.column-missing', { count: count ?? 0 });
  if (code === 'text-too-long') return text('formats.malformed.text-too-long', { count: count ?? 0 });
  return text(malformedKeys[code]);
}
