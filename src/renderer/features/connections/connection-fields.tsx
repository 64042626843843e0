import { Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { addressFault, canBeKey, originsOf } from '../../../contract/domain/addresses.ts';
import {
  type Connection,
  type ConnectionSettings,
  connectionSettings,
  defaultConnectionSettings,
  environments,
  type saveConnectionRequest,
} from '../../../contract/domain/connection.ts';
import { errorTraits } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import classes from './connections-page.module.css';

interface ConnectionFieldsProps {
  readonly form: ConnectionForm;
  readonly errors: FieldErrors;
  readonly savedKey: Connection['key'] | null;
  readonly canKeep: boolean;
  readonly onChange: (part: Partial<ConnectionForm>) => void;
  /** A failed test or save, and the field that it is about. */
  readonly failure: { readonly field: 'address' | 'key'; readonly problem: ReactNode } | null;
}

const environmentNames = {
  production: 'connections.environment.production',
  staging: 'connections.environment.staging',
  development: 'connections.environment.development',
  sandbox: 'connections.environment.sandbox',
} as const satisfies Readonly<Record<(typeof environments)[number], MessageKey>>;

const keyHints: Readonly<Record<Connection['key'], MessageKey>> = {
  stored: 'connections.key.stored',
  'this-run-only': 'connections.key.this-run-only',
  unreadable: 'connections.key.unreadable',
  none: 'connections.key.none',
};

const numberOrEmpty = (value: number | string) => (typeof value === 'number' ? value : '');

export function ConnectionFields(props: ConnectionFieldsProps) {
  const { form, errors, savedKey, canKeep, failure, onChange } = props;
  return (
    <>
      <div className={classes.two}>
        <TextInput
          label={text('connections.field.name')}
          maxLength={60}
          autoComplete="off"
          value={form.name}
          error={errors.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <Select
          label={text('connections.field.environment')}
          placeholder={text('connections.field.environment.choose')}
          data={environments.map((value) => ({ value, label: text(environmentNames[value]) }))}
          value={form.environment}
          error={errors.environment}
          onChange={(environment) => environment !== null && onChange({ environment })}
        />
      </div>
      <TextInput
        label={text('connections.field.address')}
        description={text('connections.field.address.about')}
        placeholder={text('connections.field.address.example')}
        autoComplete="off"
        spellCheck={false}
        value={form.address}
        error={errors.address ?? failure?.field === 'address'}
        onChange={(event) => onChange({ address: event.currentTarget.value })}
      />
      {failure?.field === 'address' ? failure.problem : null}
      <PasswordInput
        label={text('connections.field.key')}
        description={text(keyHints[savedKey ?? 'none'])}
        autoComplete="off"
        disabled={form.withoutKey}
        value={form.withoutKey ? '' : form.key}
        error={errors.key ?? failure?.field === 'key'}
        onChange={(event) => onChange({ key: event.currentTarget.value })}
      />
      {failure?.field === 'key' ? failure.problem : null}
      <div className={classes.choices}>
        {savedKey === null || savedKey === 'none' ? null : (
          <Checkbox
            label={text('connections.field.without-key')}
            checked={form.withoutKey}
            onChange={(event) => onChange({ withoutKey: event.currentTarget.checked, key: '' })}
          />
        )}
        <Checkbox
          label={text('connections.field.keep-key')}
          disabled={!canKeep || form.withoutKey}
          checked={canKeep && form.keepKey === 'stored' && !form.withoutKey}
          onChange={(event) =>
            onChange({ keepKey: event.currentTarget.checked ? 'stored' : 'this-run-only' })
          }
        />
        <Checkbox
          label={text('connections.field.read-only')}
          checked={form.readOnly}
          onChange={(event) => onChange({ readOnly: event.currentTarget.checked })}
        />
      </div>
      {canKeep || form.withoutKey ? null : (
        <p className={classes.note}>{text('connections.no-secret-store')}</p>
      )}
      <div className={classes.three}>
        <NumberInput
          size="xs"
          label={text('connections.field.connect-timeout')}
          min={0.1}
          max={120}
          value={form.connectTimeoutS}
          error={errors.connectTimeoutMs}
          onChange={(value) => onChange({ connectTimeoutS: numberOrEmpty(value) })}
        />
        <NumberInput
          size="xs"
          label={text('connections.field.request-timeout')}
          min={0.5}
          max={600}
          value={form.requestTimeoutS}
          error={errors.requestTimeoutMs}
          onChange={(value) => onChange({ requestTimeoutS: numberOrEmpty(value) })}
        />
        <NumberInput
          size="xs"
          label={text('connections.field.token-lifetime')}
          min={1}
          allowDecimal={false}
          value={form.accessTokenLifetimeS}
          error={errors.accessTokenLifetimeS}
          onChange={(value) => onChange({ accessTokenLifetimeS: numberOrEmpty(value) })}
        />
      </div>
      <p className={classes.note}>{text('connections.token-lifetime.about')}</p>
    </>
  );
}

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
