import type { MalformedCode, MalformedReason } from '../../contract/domain/planning/list-lines.ts';
import type { RuleField } from '../../contract/domain/stored-names.ts';
import type { AppError } from '../../contract/errors.ts';
import { catalogue, type MessageKey } from './catalogue.ts';
import { namesIn } from './message-names.ts';
import { messageFormat, text } from './text.ts';

/** An error as it is shown. */
interface ErrorText {
  /** What happened, one sentence. */
  readonly message: string;
  /** What it means for the sessions, and what to do. */
  readonly hint: string | null;
  /** Values of the error that its sentences do not say: a path, a status, what the system called it. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** What failed: a call that only reads, or one of a revocation, which may have ended sessions. */
export type FailedCall = 'reading' | 'revocation';

/** The texts of an error: those of its reason where it has one that is known here, else those of its code. */
export function formatError(
  error: Pick<AppError, 'code' | 'reason' | 'params'>,
  failedCall: FailedCall = 'reading',
): ErrorText {
  const { code, reason, params = {} } = error;
  const key = reason === undefined ? (`error.${code}` as const) : (`error.${reason}` as const);
  const message = textIfComplete(key, params);
  // A stored error can be of another version, with other values.
  if (message === null)
    return {
      message: text(`error.${code}`),
      hint: text(hintOfCode(code, failedCall)),
      facts: [],
    };
  const hint = reason === undefined ? hintOfCode(code, failedCall) : hintOfReason(reason, failedCall);
  const said = new Set([key, ...(hint === null ? [] : [hint])].flatMap(namesOf));
  return {
    message,
    hint: hint === null ? null : textIfComplete(hint, params),
    facts: Object.entries(params).flatMap(([name, value]) => (said.has(name) ? [] : [[name, String(value)]])),
  };
}

/** Every code has a hint. */
function hintOfCode(code: AppError['code'], failedCall: FailedCall): MessageKey {
  return revocationHint(code, failedCall) ?? `hint.${code}`;
}

/** A reason that says everything has none. */
function hintOfReason(reason: NonNullable<AppError['reason']>, failedCall: FailedCall): MessageKey | null {
  return revocationHint(reason, failedCall) ?? keyIfThere(`hint.${reason}`);
}

/** Of a code or a reason, where a failed call of a revocation means something else than one that only reads. */
function revocationHint(of: string, failedCall: FailedCall): MessageKey | null {
  return failedCall === 'revocation' ? keyIfThere(`revocation-hint.${of}`) : null;
}

function keyIfThere(key: string): MessageKey | null {
  return isMessageKey(key) ? key : null;
}

function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(catalogue, key);
}

function textIfComplete(key: MessageKey, params: Readonly<Record<string, string | number>>): string | null {
  return namesOf(key).every((name) => Object.hasOwn(params, name)) ? text(key, params) : null;
}

function namesOf(key: MessageKey): readonly string[] {
  return [...namesIn(messageFormat(key).getAst())];
}

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
