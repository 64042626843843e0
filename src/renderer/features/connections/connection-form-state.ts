import type { z } from 'zod';
import {
  type Connection,
  type ConnectionSettings,
  connectionSettings,
  defaultConnectionSettings,
  type saveConnectionRequest,
} from '../../../contract/domain/connection.ts';

type SaveRequest = z.input<typeof saveConnectionRequest>;

/** What stands in the form. Times are in seconds there, as people think of them. */
export interface ConnectionForm {
  readonly name: string;
  readonly address: string;
  readonly environment: ConnectionSettings['environment'];
  readonly readOnly: boolean;
  readonly connectTimeoutS: number | '';
  readonly requestTimeoutS: number | '';
  readonly accessTokenLifetimeS: number | '';
  /** Empty: as it is saved, or none. Leaves the form with the next save or trial, and is not shown again. */
  readonly key: string;
  /** A saved key is to be forgotten. */
  readonly withoutKey: boolean;
  readonly keepKey: SaveRequest['keepKey'];
}

export type FieldErrors = Partial<Record<keyof ConnectionSettings, string>>;

/** The form of a saved connection, or an empty one. `canKeep`: there is a secret store. */
export function formOf(connection: Connection | null, canKeep: boolean): ConnectionForm {
  const from = connection ?? { ...defaultConnectionSettings, name: '', address: '' };
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

const fieldWords: Readonly<Record<keyof ConnectionSettings, string>> = {
  name: 'A name of 1 to 60 characters.',
  address: 'The address of a core, as http://core.example:3567',
  environment: 'Choose what this core is for.',
  readOnly: 'Choose whether sessions may be ended from here.',
  connectTimeoutMs: 'Between 0.1 and 120 seconds.',
  requestTimeoutMs: 'Between 0.5 and 600 seconds.',
  accessTokenLifetimeS: 'At least 1 second.',
};

const inMs = (seconds: number | '') => (seconds === '' ? Number.NaN : Math.round(seconds * 1_000));

/** What main would take, or what is wrong with each field: the same rules, said where they can be mended. */
export function settingsOf(
  form: ConnectionForm,
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
  if (parsed.success) return { ok: true, settings: parsed.data };
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  const errors = Object.fromEntries(Object.entries(fieldWords).filter(([field]) => wrong.has(field)));
  return { ok: false, errors };
}

/** The key to send: null for none, absent to leave it as it is. */
export function keyOf(form: ConnectionForm): { readonly key?: string | null } {
  if (form.withoutKey) return { key: null };
  return form.key === '' ? {} : { key: form.key };
}
