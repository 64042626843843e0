import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AppInfo } from '../../../contract/domain/app.ts';
import {
  type Connection,
  connectionLimits,
  environments,
  type OAuthChoice,
  oauthChoices,
} from '../../../contract/domain/connection.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { AuthorityFields } from '../../shared/forms/authority-fields.tsx';
import { SecretField } from '../../ui/fields/secret-field.tsx';
import { type ConnectionForm, type FieldErrors, unencryptedOf } from './connection-form.ts';
import classes from './connections-page.module.css';

interface ConnectionFieldsProps {
  readonly form: ConnectionForm;
  readonly errors: FieldErrors;
  readonly savedKey: Connection['key'] | null;
  readonly secretStore: AppInfo['secretStore'];
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

const oauthNames: Readonly<Record<OAuthChoice, MessageKey>> = {
  automatic: 'oauth.setting.automatic',
  on: 'oauth.setting.on',
  off: 'oauth.setting.off',
};

const keyHints: Readonly<Record<Connection['key'], MessageKey>> = {
  stored: 'connections.key.stored',
  'this-run-only': 'connections.key.this-run-only',
  unreadable: 'connections.key.unreadable',
  none: 'connections.key.none',
};

const numberOrEmpty = (value: number | string) => (typeof value === 'number' ? value : '');

export function ConnectionFields(props: ConnectionFieldsProps) {
  const { form, errors, savedKey, secretStore, failure, onChange } = props;
  const canKeep = secretStore === 'available';
  const unencrypted = unencryptedOf(form.address);
  return (
    <>
      <div className={classes.two}>
        <TextInput
          label={text('connections.field.name')}
          maxLength={connectionLimits.name}
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
        // What was said about encryption was said about another address.
        onChange={(event) => onChange({ address: event.currentTarget.value, plainHttp: false })}
      />
      {failure?.field === 'address' ? failure.problem : null}
      {unencrypted.length === 0 || form.environment === 'production' ? null : (
        <Checkbox
          label={text('connections.field.plain-http', { hosts: unencrypted.join(', ') })}
          checked={form.plainHttp}
          error={errors.plainHttp}
          aria-invalid={errors.plainHttp !== undefined}
          onChange={(event) => onChange({ plainHttp: event.currentTarget.checked })}
        />
      )}
      <SecretField
        label={text('connections.field.key')}
        description={text(keyHints[savedKey ?? 'none'])}
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
        <p className={classes.note}>
          {text(secretStore === 'locked' ? 'connections.secret-store-locked' : 'connections.no-secret-store')}
        </p>
      )}
      <AuthorityFields
        title={text('connections.authorities')}
        about={text('connections.authorities.about')}
        authorities={form.authorities}
        error={errors.authorities}
        onChange={(authorities) => onChange({ authorities })}
      />
      <div className={classes.three}>
        <NumberInput
          size="xs"
          label={text('connections.field.connect-timeout')}
          min={connectionLimits.connectTimeoutMs.least / 1_000}
          max={connectionLimits.connectTimeoutMs.most / 1_000}
          value={form.connectTimeoutS}
          error={errors.connectTimeoutMs}
          onChange={(value) => onChange({ connectTimeoutS: numberOrEmpty(value) })}
        />
        <NumberInput
          size="xs"
          label={text('connections.field.request-timeout')}
          min={connectionLimits.requestTimeoutMs.least / 1_000}
          max={connectionLimits.requestTimeoutMs.most / 1_000}
          value={form.requestTimeoutS}
          error={errors.requestTimeoutMs}
          onChange={(value) => onChange({ requestTimeoutS: numberOrEmpty(value) })}
        />
        <NumberInput
          size="xs"
          label={text('connections.field.token-lifetime')}
          min={connectionLimits.accessTokenLifetimeS.least}
          allowDecimal={false}
          value={form.accessTokenLifetimeS}
          error={errors.accessTokenLifetimeS}
          onChange={(value) => onChange({ accessTokenLifetimeS: numberOrEmpty(value) })}
        />
      </div>
      <p className={classes.note}>{text('connections.token-lifetime.about')}</p>
      <Select
        label={text('oauth.setting')}
        description={text('oauth.setting.about')}
        allowDeselect={false}
        data={oauthChoices.map((value) => ({ value, label: text(oauthNames[value]) }))}
        value={form.oauthTokens}
        onChange={(oauthTokens) => oauthTokens !== null && onChange({ oauthTokens })}
      />
    </>
  );
}
