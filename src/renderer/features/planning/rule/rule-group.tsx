import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { tenantsQuery } from '../../../shared/tenants-query.ts';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { type ConditionForm, dataLabels, type Field, fieldFacts, fields } from './condition-fields.ts';
import { ConditionTime } from './condition-time.tsx';
import classes from './new-rule.module.css';
import { mostMembers } from './rule-request.ts';
import type { ConditionNode, GroupNode, Join, TreeEvent } from './rule-tree.ts';

interface RuleGroupProps {
  readonly group: GroupNode;
  /** "2": the second member, "2.1": the first member of it; empty: the whole rule. */
  readonly path: string;
  readonly problems: ReadonlyMap<number, MessageKey>;
  /** The condition that was added last gets the focus; null: none was added. */
  readonly newest: number | null;
  readonly onEvent: (event: TreeEvent) => void;
}

/** How deep groups can be nested. Deeper groups could not be read. */
const deepest = 3;

const joins: Readonly<Record<Join, MessageKey>> = {
  all: 'rule.join.all',
  any: 'rule.join.any',
  none: 'rule.join.none',
};

/** Conditions and groups that are joined in one way. */
export function RuleGroup({ group, path, problems, newest, onEvent }: RuleGroupProps) {
  const isRoot = path === '';
  const problem = problems.get(group.id);
  const isFull = group.members.length >= mostMembers;
  const isDeep = !isRoot && path.split('.').length >= deepest - 1;
  const whyFull = isFull ? text('rule.missing.fewer-members', { most: mostMembers }) : undefined;
  return (
    <section
      ref={keepFocus}
      className={classes.group}
      aria-label={isRoot ? text('rule.group.conditions') : text('rule.group.name', { path })}
      data-inner={!isRoot || undefined}
    >
      <div className={classes.joinLine}>
        <Select
          aria-label={isRoot ? text('rule.join.label') : text('rule.join.group-label', { path })}
          className={classes.join}
          data={(Object.keys(joins) as Join[]).map((value) => ({ value, label: text(joins[value]) }))}
          value={group.join}
          onChange={(join) => join !== null && onEvent({ type: 'join', id: group.id, join: join as Join })}
        />
        {isRoot ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => onEvent({ type: 'remove', id: group.id })}
          >
            {text('rule.group.remove', { path })}
          </Button>
        )}
      </div>
      {group.members.map((member, at) => {
        const inside = isRoot ? `${at + 1}` : `${path}.${at + 1}`;
        return member.type === 'group' ? (
          <RuleGroup key={member.id} {...{ group: member, path: inside, problems, newest, onEvent }} />
        ) : (
          <ConditionRow
            key={member.id}
            {...{ node: member, path: inside, problem: problems.get(member.id), onEvent }}
            takesFocus={member.id === newest}
          />
        );
      })}
      {problem === undefined ? null : (
        <p className={classes.missing}>{text(problem, { most: mostMembers })}</p>
      )}
      <div className={classes.adding}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={isFull}
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          aria-label={
            isRoot ? text('rule.add.condition-to-rule') : text('rule.add.condition-to-group', { path })
          }
          onClick={() => onEvent({ type: 'add', to: group.id, node: 'condition' })}
        >
          {text('rule.add.condition')}
        </Button>
        {isDeep ? null : (
          <Button
            size="compact-sm"
            variant="default"
            disabled={isFull}
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            aria-label={isRoot ? text('rule.add.group-to-rule') : text('rule.add.group-to-group', { path })}
            onClick={() => onEvent({ type: 'add', to: group.id, node: 'group' })}
          >
            {text('rule.add.group')}
          </Button>
        )}
        {whyFull === undefined ? null : <span className={classes.quiet}>{whyFull}</span>}
      </div>
    </section>
  );
}

interface ConditionRowProps {
  readonly node: ConditionNode;
  /** "2.1": the first member of the second group. */
  readonly path: string;
  readonly problem: MessageKey | undefined;
  readonly takesFocus: boolean;
  readonly onEvent: (event: TreeEvent) => void;
}

/** One condition: a field, an operator and a value. */
function ConditionRow({ node, path, problem, takesFocus, onEvent }: ConditionRowProps) {
  const { form } = node;
  const first = useRef<HTMLInputElement>(null);
  const change = (part: Partial<ConditionForm>) => onEvent({ type: 'change', id: node.id, form: part });

  useEffect(() => {
    if (takesFocus) first.current?.focus();
  }, [takesFocus]);

  return (
    <div ref={keepFocus} className={classes.condition}>
      <Select
        ref={first}
        aria-label={text('rule.condition.field', { path })}
        className={classes.field}
        data={fields.map((value) => ({ value, label: text(fieldFacts[value].label) }))}
        value={form.field}
        onChange={(field) => field !== null && change({ field: field as Field })}
      />
      <Select
        aria-label={text('rule.condition.operator', { path })}
        className={classes.operator}
        data={fieldFacts[form.field].operators.map(({ value, label }) => ({ value, label: text(label) }))}
        value={form.operator}
        onChange={(operator) => operator !== null && change({ operator })}
      />
      <ConditionValue path={path} form={form} onChange={change} />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={text('rule.condition.remove', { path })}
        title={text('rule.condition.remove', { path })}
        onClick={() => onEvent({ type: 'remove', id: node.id })}
      >
        <IconX size={15} aria-hidden="true" />
      </ActionIcon>
      {problem === undefined ? null : (
        <span className={classes.missing}>{text(problem, { most: mostMembers })}</span>
      )}
    </div>
  );
}

interface ConditionValueProps {
  readonly path: string;
  readonly form: ConditionForm;
  readonly onChange: (part: Partial<ConditionForm>) => void;
}

const plainInput = { autoComplete: 'off', spellCheck: false, maxLength: 1_024 } as const;

/** What a condition compares with. */
function ConditionValue(props: ConditionValueProps) {
  const { path, form, onChange } = props;
  const facts = fieldFacts[form.field];
  switch (facts.value) {
    case 'text':
      return (
        <TextInput
          {...plainInput}
          aria-label={text('rule.condition.value', { path })}
          className={classes.value}
          placeholder={facts.example}
          value={form.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
      );
    case 'tenant':
      return <TenantValue {...props} />;
    case 'time':
      return <ConditionTime name={text('rule.condition.name', { path })} form={form} onChange={onChange} />;
    case 'payload':
      return <PayloadValue {...props} />;
  }
}

function TenantValue({ path, form, onChange }: ConditionValueProps) {
  const { id: connectionId } = useConnection();
  const tenants = useQuery(tenantsQuery(connectionId));
  return (
    <Select
      aria-label={text('rule.condition.value', { path })}
      className={classes.value}
      placeholder={text('rule.tenant.choose')}
      searchable
      limit={200}
      data={(tenants.data ?? []).map(({ tenantId }) => tenantId).sort()}
      value={form.text === '' ? null : form.text}
      onChange={(tenantId) => tenantId !== null && onChange({ text: tenantId })}
    />
  );
}

function PayloadValue({ path, form, onChange }: ConditionValueProps) {
  const hasValue = !form.operator.endsWith('exists');
  return (
    <>
      <TextInput
        {...plainInput}
        aria-label={text('rule.condition.path', { path })}
        className={classes.path}
        placeholder="device.id"
        value={form.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      {hasValue ? (
        <TextInput
          {...plainInput}
          aria-label={text('rule.condition.value', { path })}
          className={classes.value}
          value={form.value}
          onChange={(event) => onChange({ value: event.currentTarget.value })}
        />
      ) : null}
      <Select
        aria-label={text('rule.condition.data', { path })}
        className={classes.data}
        data={(Object.keys(dataLabels) as ConditionForm['data'][]).map((value) => ({
          value,
          label: text(dataLabels[value]),
        }))}
        value={form.data}
        onChange={(data) => data !== null && onChange({ data: data as ConditionForm['data'] })}
      />
    </>
  );
}
