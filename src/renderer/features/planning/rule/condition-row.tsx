import { ActionIcon, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { type Field, fieldChoices, fieldFacts } from './condition-fields.ts';
import { ConditionValue } from './condition-value.tsx';
import classes from './new-rule.module.css';
import type { ConditionForm, ConditionNode, TreeEvent } from './rule-tree.ts';

interface ConditionRowProps {
  readonly node: ConditionNode;
  readonly path: string;
  readonly problem: string | undefined;
  readonly takesFocus: boolean;
  readonly tell: (event: TreeEvent) => void;
}

/** One condition: what is looked at, how, and for what. */
export function ConditionRow({ node, path, problem, takesFocus, tell }: ConditionRowProps) {
  const { form } = node;
  const first = useRef<HTMLInputElement>(null);
  const name = `Condition ${path}`;
  const change = (part: Partial<ConditionForm>) => tell({ type: 'change', id: node.id, form: part });

  useEffect(() => {
    if (takesFocus) first.current?.focus();
  }, [takesFocus]);

  return (
    <div ref={keepFocus} className={classes.condition}>
      <Select
        ref={first}
        aria-label={`${name}: what`}
        className={classes.field}
        data={fieldChoices}
        value={form.field}
        onChange={(field) => field !== null && change({ field: field as Field })}
      />
      <Select
        aria-label={`${name}: how`}
        className={classes.operator}
        data={fieldFacts[form.field].operators}
        value={form.operator}
        onChange={(operator) => operator !== null && change({ operator })}
      />
      <ConditionValue name={name} form={form} onChange={change} />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove condition ${path}`}
        title="Remove"
        onClick={() => tell({ type: 'remove', id: node.id })}
      >
        <IconX size={15} aria-hidden="true" />
      </ActionIcon>
      {problem === undefined ? null : <span className={classes.missing}>{problem}</span>}
    </div>
  );
}
