import { Button, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { ConditionRow } from './condition-row.tsx';
import classes from './new-rule.module.css';
import { mostMembers } from './rule-request.ts';
import type { GroupNode, Join, TreeEvent } from './rule-tree.ts';

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
