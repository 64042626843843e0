import { Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Connection, environments } from '../../../contract/domain/connection.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import type { ConnectionForm, FieldErrors } from './connection-form-state.ts';
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
