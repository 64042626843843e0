import { Checkbox, NumberInput, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
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
      <TextInput
        label="Name"
        maxLength={60}
        autoComplete="off"
        value={form.name}
        error={errors.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
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
      <Select
        label="Environment"
        description="Production draws a frame around the window and asks for the number before sessions end."
        data={environmentChoices}
        value={form.environment}
        error={errors.environment}
        onChange={(environment) => environment !== null && onChange({ environment })}
      />
      <PasswordInput
        label="API key"
        description={keyWords(savedKey)}
        autoComplete="off"
        disabled={form.withoutKey}
        value={form.key}
        onChange={(event) => onChange({ key: event.currentTarget.value })}
      />
      <Checkbox
        size="xs"
        label="This core wants no key"
        checked={form.withoutKey}
        onChange={(event) => onChange({ withoutKey: event.currentTarget.checked, key: '' })}
      />
      <Checkbox
        size="xs"
        label="Keep the key in the secret store of this machine"
        description={
          canKeep ? null : 'There is none that can be used: the key is forgotten when Curfew ends.'
        }
        disabled={!canKeep || form.withoutKey}
        checked={canKeep && form.keepKey === 'stored'}
        onChange={(event) => onChange({ keepKey: event.currentTarget.checked ? 'stored' : 'this-run-only' })}
      />
      <Switch
        label="Read-only"
        description="No session can be ended over this connection."
        checked={form.readOnly}
        onChange={(event) => onChange({ readOnly: event.currentTarget.checked })}
      />
      <div className={classes.row}>
        <NumberInput
          size="xs"
          label="Connecting, seconds"
          min={0.1}
          max={120}
          value={form.connectTimeoutS}
          error={errors.connectTimeoutMs}
          onChange={(value) => onChange({ connectTimeoutS: numberOrEmpty(value) })}
        />
        <NumberInput
          size="xs"
          label="Answering, seconds"
          min={0.5}
          max={600}
          value={form.requestTimeoutS}
          error={errors.requestTimeoutMs}
          onChange={(value) => onChange({ requestTimeoutS: numberOrEmpty(value) })}
        />
        <NumberInput
          size="xs"
          label="Access token, seconds"
          min={1}
          allowDecimal={false}
          value={form.accessTokenLifetimeS}
          error={errors.accessTokenLifetimeS}
          onChange={(value) => onChange({ accessTokenLifetimeS: numberOrEmpty(value) })}
        />
      </div>
      <p className={classes.note}>
        After so many seconds Curfew gives up connecting, or waiting for an answer. The lifetime of access
        tokens is set in the core (access_token_validity) and cannot be asked: it tells until when ended
        sessions may be let in.
      </p>
    </>
  );
}
