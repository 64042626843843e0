import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../../shared/connection-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/moment.tsx';
import { tenantsQuery } from '../tenants-query.ts';
import { dataChoices, fieldFacts } from './condition-fields.ts';
import classes from './new-rule.module.css';
import type { ConditionForm } from './rule-tree.ts';
import { zoneOf } from './written-time.ts';

interface ConditionValueProps {
  /** "Condition 2.1". */
  readonly name: string;
  readonly form: ConditionForm;
  readonly onChange: (part: Partial<ConditionForm>) => void;
}

const plain = { autoComplete: 'off', spellCheck: false, maxLength: 1_024 } as const;

/** What a condition compares with. */
export function ConditionValue(props: ConditionValueProps) {
  const { name, form, onChange } = props;
  const facts = fieldFacts[form.field];
  switch (facts.value) {
    case 'text':
      return (
        <TextInput
          {...plain}
          aria-label={`${name}: value`}
          className={classes.value}
          placeholder={facts.placeholder}
          value={form.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
      );
    case 'tenant':
      return <TenantValue {...props} />;
    case 'time':
      return <TimeValue {...props} />;
    case 'payload':
      return <PayloadValue {...props} />;
  }
}

function TenantValue({ name, form, onChange }: ConditionValueProps) {
  const { id: connectionId } = useConnection();
  const tenants = useQuery(tenantsQuery(connectionId));
  return (
    <Select
      aria-label={`${name}: value`}
      className={classes.value}
      placeholder="Choose a tenant"
      searchable
      limit={200}
      data={(tenants.data ?? []).map(({ tenantId }) => tenantId).sort()}
      value={form.text === '' ? null : form.text}
      onChange={(text) => text !== null && onChange({ text })}
    />
  );
}

function TimeValue({ name, form, onChange }: ConditionValueProps) {
  const { times } = useSettings();
  const zone = zoneOf(form.time, times, useNow());
  return (
    <div className={classes.time}>
      <TextInput
        type="datetime-local"
        aria-label={`${name}: date and time, ${zone}`}
        value={form.time}
        onChange={(event) => onChange({ time: event.currentTarget.value })}
      />
      <span className={classes.quiet} aria-hidden="true">
        {zone}
      </span>
    </div>
  );
}

function PayloadValue({ name, form, onChange }: ConditionValueProps) {
  const wantsValue = !form.operator.endsWith('exists');
  return (
    <>
      <TextInput
        {...plain}
        aria-label={`${name}: name of the value`}
        className={classes.path}
        placeholder="device.id"
        value={form.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      {wantsValue ? (
        <TextInput
          {...plain}
          aria-label={`${name}: value`}
          className={classes.value}
          value={form.value}
          onChange={(event) => onChange({ value: event.currentTarget.value })}
        />
      ) : null}
      <Select
        aria-label={`${name}: where`}
        className={classes.data}
        data={dataChoices}
        value={form.data}
        onChange={(data) => data !== null && onChange({ data })}
      />
    </>
  );
}
