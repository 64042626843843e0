import { Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import type { Connection } from '../../../contract/domain/connection.ts';
import type { ConnectionForm, FieldErrors } from './connection-form-state.ts';
import { keyWords } from './connection-words.ts';
import classes from './connections-page.module.css';

interface ConnectionFieldsProps {
  readonly form: ConnectionForm;
  readonly errors: FieldErrors;
  readonly savedKey: Connection['key'] | null;
  readonly canKeep: boolean;
  readonly onChange: (part: Partial<ConnectionForm>) => void;
}

const environmentChoices = [
  { value: 'production', label: 'Production' },
  { value: 'staging', label: 'Staging' },
  { value: 'development', label: 'Development' },
  { value: 'sandbox', label: 'Sandbox' },
] as const;

const numberOrEmpty = (value: number | string) => (typeof value === 'number' ? value : '');

export function ConnectionFields({ form, errors, savedKey, canKeep, onChange }: ConnectionFieldsProps) {
  return (
    <>
      <div className={classes.two}>
        <TextInput
          label="Name"
          maxLength={60}
          autoComplete="off"
          value={form.name}
          error={errors.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <Select
          label="Environment"
          data={environmentChoices}
          value={form.environment}
          error={errors.environment}
          onChange={(environment) => environment !== null && onChange({ environment })}
        />
      </div>
      <TextInput
        label="Address"
        description="One core, or several of one cluster with ; between them."
        placeholder="https://core.example:3567"
        autoComplete="off"
        spellCheck={false}
        value={form.address}
        error={errors.address}
        onChange={(event) => onChange({ address: event.currentTarget.value })}
      />
      <PasswordInput
        label="API key"
        description={keyWords(savedKey)}
        autoComplete="off"
        disabled={form.withoutKey}
        value={form.withoutKey ? '' : form.key}
        onChange={(event) => onChange({ key: event.currentTarget.value })}
      />
      <div className={classes.choices}>
        {savedKey === null || savedKey === 'none' ? null : (
          <Checkbox
            size="xs"
            label="Forget the key: this core wants none"
            checked={form.withoutKey}
            onChange={(event) => onChange({ withoutKey: event.currentTarget.checked, key: '' })}
          />
        )}
        <Checkbox
          size="xs"
          label="Keep it in this machine’s secret store"
          disabled={!canKeep || form.withoutKey}
          checked={canKeep && form.keepKey === 'stored' && !form.withoutKey}
          onChange={(event) =>
            onChange({ keepKey: event.currentTarget.checked ? 'stored' : 'this-run-only' })
          }
        />
        <Checkbox
          size="xs"
          label="Read-only: nothing can be ended from here"
          checked={form.readOnly}
          onChange={(event) => onChange({ readOnly: event.currentTarget.checked })}
        />
      </div>
      {canKeep || form.withoutKey ? null : (
        <p className={classes.note}>
          This machine has no secret store that can be used: the key is forgotten when Curfew ends.
        </p>
      )}
      <div className={classes.three}>
        <NumberInput
          size="xs"
          label="Connect within, s"
          min={0.1}
          max={120}
          value={form.connectTimeoutS}
          error={errors.connectTimeoutMs}
          onChange={(value) => onChange({ connectTimeoutS: numberOrEmpty(value) })}
        />
        <NumberInput
          size="xs"
          label="Answer within, s"
          min={0.5}
          max={600}
          value={form.requestTimeoutS}
          error={errors.requestTimeoutMs}
          onChange={(value) => onChange({ requestTimeoutS: numberOrEmpty(value) })}
        />
        <NumberInput
          size="xs"
          label="Tokens live, s"
          min={1}
          allowDecimal={false}
          value={form.accessTokenLifetimeS}
          error={errors.accessTokenLifetimeS}
          onChange={(value) => onChange({ accessTokenLifetimeS: numberOrEmpty(value) })}
        />
      </div>
      <p className={classes.note}>
        The lifetime of access tokens is set in the core (access_token_validity) and cannot be asked. It tells
        until when ended sessions may still be let in.
      </p>
    </>
  );
}
