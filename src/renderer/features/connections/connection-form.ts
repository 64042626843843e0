import type { z } from 'zod';
import { addressFault, canBeKey, keyMayGo, unencryptedHosts } from '../../../contract/domain/addresses.ts';
import {
  type Authority,
  type Connection,
  type ConnectionSettings,
  connectionLimits,
  defaultConnectionSettings,
  mostAuthorities,
  type saveConnectionRequest,
} from '../../../contract/domain/connection.ts';
import { isInRange } from '../../../contract/domain/number-range.ts';
import type { ErrorReason } from '../../../contract/error-reasons.ts';
import { errorTraits } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { formatError } from '../../messages/format-error.ts';
import { text } from '../../messages/text.ts';

type SaveRequest = z.input<typeof saveConnectionRequest>;

/** The values of the form. Times are in seconds. */
export interface ConnectionForm {
  readonly name: string;
  readonly address: string;
  /** Null: not chosen yet. */
  readonly environment: ConnectionSettings['environment'] | null;
  readonly readOnly: boolean;
  readonly plainHttp: boolean;
  readonly authorities: readonly Authority[];
  readonly connectTimeoutS: number | '';
  readonly requestTimeoutS: number | '';
  readonly accessTokenLifetimeS: number | '';
  readonly oauthTokens: ConnectionSettings['oauthTokens'];
  /** Empty: as it is saved, or none. The saved key is never shown again. */
  readonly key: string;
  /** The saved key is to be forgotten. */
  readonly withoutKey: boolean;
  readonly keepKey: SaveRequest['keepKey'];
}

type FormField = keyof ConnectionSettings | 'key';
export type FieldErrors = Partial<Record<FormField, string>>;

/** The form of a saved connection, or an empty one. `canKeep`: there is a secret store. */
export function formOf(connection: Connection | null, canKeep: boolean): ConnectionForm {
  const from = connection ?? { ...defaultConnectionSettings, name: '', address: '', environment: null };
  return {
    name: from.name,
    address: from.address,
    environment: from.environment,
    readOnly: from.readOnly,
    plainHttp: from.plainHttp,
    authorities: from.authorities,
    connectTimeoutS: from.connectTimeoutMs / 1_000,
    requestTimeoutS: from.requestTimeoutMs / 1_000,
    accessTokenLifetimeS: from.accessTokenLifetimeS,
    oauthTokens: from.oauthTokens,
    key: '',
    withoutKey: false,
    keepKey: canKeep && connection?.key !== 'this-run-only' ? 'stored' : 'this-run-only',
  };
}

const fieldMessages = {
  name: 'connections.fault.name',
  address: 'error.address-not-url',
  environment: 'connections.fault.environment',
  connectTimeoutMs: 'connections.fault.connect-timeout',
  requestTimeoutMs: 'connections.fault.request-timeout',
  accessTokenLifetimeS: 'connections.fault.token-lifetime',
} as const satisfies Partial<Record<FormField, MessageKey>>;

const limitedTexts = ['name', 'address'] as const;
const limitedNumbers = ['connectTimeoutMs', 'requestTimeoutMs', 'accessTokenLifetimeS'] as const;

const inMs = (seconds: number | '') => (seconds === '' ? Number.NaN : Math.round(seconds * 1_000));

/** The settings that main accepts, or what is wrong with each field. `list`: all connections, whose names are taken. */
export function settingsOf(
  form: ConnectionForm,
  saved: Connection | null,
  list: readonly Connection[],
):
  | { readonly ok: true; readonly settings: ConnectionSettings }
  | { readonly ok: false; readonly errors: FieldErrors } {
  const { environment } = form;
  const settings = {
    name: form.name.trim(),
    address: form.address.trim(),
    readOnly: form.readOnly,
    plainHttp: form.plainHttp,
    authorities: form.authorities,
    connectTimeoutMs: inMs(form.connectTimeoutS),
    requestTimeoutMs: inMs(form.requestTimeoutS),
    accessTokenLifetimeS: form.accessTokenLifetimeS === '' ? Number.NaN : form.accessTokenLifetimeS,
    oauthTokens: form.oauthTokens,
  };
  const errors: FieldErrors = {};
  const wrong = (field: keyof typeof fieldMessages) => {
    errors[field] = text(fieldMessages[field]);
  };
  for (const field of limitedTexts)
    if (settings[field] === '' || settings[field].length > connectionLimits[field]) wrong(field);
  for (const field of limitedNumbers) if (!isInRange(settings[field], connectionLimits[field])) wrong(field);
  if (environment === null) wrong('environment');
  if (form.authorities.length > mostAuthorities)
    errors.authorities = text('connections.fault.authorities', { most: mostAuthorities });
  const fault = addressFault(form.address);
  if (fault !== null) errors.address = formatFault(fault);
  const [host] = unencryptedOf(form.address);
  if (host !== undefined) {
    if (form.environment === 'production') errors.address = formatFault('plain-http-production', { host });
    else if (!form.plainHttp) errors.plainHttp = text('connections.fault.plain-http');
  }
  const { name } = settings;
  if (list.some((other) => other.id !== saved?.id && isSameName(other.name, name)))
    errors.name = formatFault('connection-name-taken', { name });
  const keyError = keyErrorOf(form, saved, fault === null);
  if (keyError !== null) errors.key = keyError;
  if (environment !== null && Object.keys(errors).length === 0)
    return { ok: true, settings: { ...settings, environment } };
  return { ok: false, errors };
}

/** Hosts that are used without encryption; none as long as the address has a fault. */
export function unencryptedOf(address: string): readonly string[] {
  return addressFault(address) === null ? unencryptedHosts(address) : [];
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** What main would refuse a field with, and what to do. */
function formatFault(reason: ErrorReason, params: Readonly<Record<string, string>> = {}): string {
  const { message, hint } = formatError({ code: 'bad-input', reason, params });
  return hint === null ? message : `${message} ${hint}`;
}

/** A saved key is sent only to the origin and path that it was saved for. */
function keyErrorOf(form: ConnectionForm, saved: Connection | null, isAddress: boolean): string | null {
  if (form.withoutKey) return null;
  if (form.key !== '') return canBeKey(form.key) ? null : formatFault('key-malformed');
  if (saved === null || saved.key === 'none' || !isAddress) return null;
  return keyMayGo(saved.address, form.address) ? null : formatFault('key-of-other-address');
}

/** The field that a failed save or test is about; null: none of them. */
export function fieldOf(error: AppError): 'address' | 'key' | null {
  if (error.code === 'bad-key') return 'key';
  return errorTraits[error.code].connectionFault ? 'address' : null;
}

/** The key to send: null for none, absent to leave it as it is. */
export function keyOf(form: ConnectionForm): { readonly key?: string | null } {
  if (form.withoutKey) return { key: null };
  return form.key === '' ? {} : { key: form.key };
}
