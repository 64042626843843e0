import type { z } from 'zod';
import { addressFault, canBeKey, originsOf } from '../../../contract/domain/addresses.ts';
import {
  type Connection,
  type ConnectionSettings,
  connectionSettings,
  defaultConnectionSettings,
  type saveConnectionRequest,
} from '../../../contract/domain/connection.ts';
import { errorTraits } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';

type SaveRequest = z.input<typeof saveConnectionRequest>;

/** The values of the form. Times are in seconds. */
export interface ConnectionForm {
  readonly name: string;
  readonly address: string;
  /** Null: not chosen yet. */
  readonly environment: ConnectionSettings['environment'] | null;
  readonly readOnly: boolean;
  readonly connectTimeoutS: number | '';
  readonly requestTimeoutS: number | '';
  readonly accessTokenLifetimeS: number | '';
  /** Empty: as it is saved, or none. The saved key is never shown again. */
  readonly key: string;
  /** The saved key is to be forgotten. */
  readonly withoutKey: boolean;
  readonly keepKey: SaveRequest['keepKey'];
}

export type FormField = keyof ConnectionSettings | 'key';
export type FieldErrors = Partial<Record<FormField, string>>;

/** The form of a saved connection, or an empty one. `canKeep`: there is a secret store. */
export function formOf(connection: Connection | null, canKeep: boolean): ConnectionForm {
  const from = connection ?? { ...defaultConnectionSettings, name: '', address: '', environment: null };
  return {
    name: from.name,
    address: from.address,
    environment: from.environment,
    readOnly: from.readOnly,
    connectTimeoutS: from.connectTimeoutMs / 1_000,
    requestTimeoutS: from.requestTimeoutMs / 1_000,
    accessTokenLifetimeS: from.accessTokenLifetimeS,
    key: '',
    withoutKey: false,
    keepKey: canKeep && connection?.key !== 'this-run-only' ? 'stored' : 'this-run-only',
  };
}

const fieldMessages: Readonly<Record<keyof ConnectionSettings, MessageKey>> = {
  name: 'connections.fault.name',
  address: 'connections.fault.address',
  environment: 'connections.fault.environment',
  readOnly: 'connections.fault.read-only',
  connectTimeoutMs: 'connections.fault.connect-timeout',
  requestTimeoutMs: 'connections.fault.request-timeout',
  accessTokenLifetimeS: 'connections.fault.token-lifetime',
};

const addressMessages = {
  empty: 'connections.fault.address',
  'no-scheme': 'connections.fault.address-scheme',
  'not-a-url': 'connections.fault.address',
  credentials: 'connections.fault.address-credentials',
  query: 'connections.fault.address-query',
} as const satisfies Readonly<Record<NonNullable<ReturnType<typeof addressFault>>, MessageKey>>;

const inMs = (seconds: number | '') => (seconds === '' ? Number.NaN : Math.round(seconds * 1_000));

/** The settings that main accepts, or what is wrong with each field. `list`: all connections, whose names are taken. */
export function settingsOf(
  form: ConnectionForm,
  saved: Connection | null,
  list: readonly Connection[],
):
  | { readonly ok: true; readonly settings: ConnectionSettings }
  | { readonly ok: false; readonly errors: FieldErrors } {
  const parsed = connectionSettings.safeParse({
    name: form.name,
    address: form.address,
    environment: form.environment,
    readOnly: form.readOnly,
    connectTimeoutMs: inMs(form.connectTimeoutS),
    requestTimeoutMs: inMs(form.requestTimeoutS),
    accessTokenLifetimeS: form.accessTokenLifetimeS === '' ? Number.NaN : form.accessTokenLifetimeS,
  });
  const errors: FieldErrors = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0] as keyof ConnectionSettings;
    errors[field] = text(fieldMessages[field]);
  }
  const fault = addressFault(form.address);
  if (fault !== null) errors.address = text(addressMessages[fault]);
  const name = form.name.trim();
  if (list.some((other) => other.id !== saved?.id && isSameName(other.name, name)))
    errors.name = text('connections.fault.name-taken', { name });
  const keyError = keyErrorOf(form, saved, fault === null);
  if (keyError !== null) errors.key = keyError;
  if (parsed.success && Object.keys(errors).length === 0) return { ok: true, settings: parsed.data };
  return { ok: false, errors };
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A saved key is sent only to the address that it was saved for. */
function keyErrorOf(form: ConnectionForm, saved: Connection | null, isAddress: boolean): string | null {
  if (form.withoutKey) return null;
  if (form.key !== '') return canBeKey(form.key) ? null : text('connections.fault.key');
  if (saved === null || saved.key === 'none' || !isAddress) return null;
  const known = new Set(originsOf(saved.address));
  return originsOf(form.address).every((origin) => known.has(origin))
    ? null
    : text('connections.fault.key-for-other-address');
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
