import { Button, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { ConditionRow } from './condition-row.tsx';
import classes from './new-rule.module.css';
import { mostMembers } from './rule-of-tree.ts';
import type { GroupNode, Join, TreeEvent } from './rule-tree.ts';

interface RuleGroupProps {
  readonly group: GroupNode;
  /** "2" of the second member, "2.1" of the first inside of it; empty: the whole rule. */
  readonly path: string;
  readonly problems: ReadonlyMap<number, string>;
  /** The condition that was added last gets the focus; null: none was. */
  readonly newest: number | null;
  readonly tell: (event: TreeEvent) => void;
}

/** How deep groups can be put into one another: further in, nobody could read what it says. */
const deepest = 3;

const joins = [
  { value: 'all', label: 'All of these' },
  { value: 'any', label: 'Any of these' },
  { value: 'none', label: 'None of these' },
] as const;

/** Conditions and groups that are joined by one word. */
export function RuleGroup({ group, path, problems, newest, tell }: RuleGroupProps) {
  const name = path === '' ? 'the rule' : `group ${path}`;
  const problem = problems.get(group.id);
  const isFull = group.members.length >= mostMembers;
  const isDeep = path !== '' && path.split('.').length >= deepest - 1;
  return (
    <section
      ref={keepFocus}
      className={classes.group}
      aria-label={path === '' ? 'Conditions' : `Group ${path}`}
      data-inner={path !== '' || undefined}
    >
      <div className={classes.joinLine}>
        <Select
          aria-label={`How the conditions of ${name} are joined`}
          className={classes.join}
          data={joins}
          value={group.join}
          onChange={(join) => join !== null && tell({ type: 'join', id: group.id, join: join as Join })}
        />
        {path === '' ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => tell({ type: 'remove', id: group.id })}
          >
            Remove group {path}
          </Button>
        )}
      </div>
      {group.members.map((member, at) => {
        const inside = path === '' ? `${at + 1}` : `${path}.${at + 1}`;
        return member.kind === 'group' ? (
          <RuleGroup key={member.id} {...{ group: member, path: inside, problems, newest, tell }} />
        ) : (
          <ConditionRow
            key={member.id}
            {...{ node: member, path: inside, problem: problems.get(member.id), tell }}
            takesFocus={member.id === newest}
          />
        );
      })}
      {problem === undefined ? null : <p className={classes.missing}>{problem}</p>}
      <div className={classes.adding}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={isFull}
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          aria-label={`Add a condition to ${name}`}
          onClick={() => tell({ type: 'add', to: group.id, what: 'condition' })}
        >
          Condition
        </Button>
        {isDeep ? null : (
          <Button
            size="compact-sm"
            variant="default"
            disabled={isFull}
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            aria-label={`Add a group to ${name}`}
            onClick={() => tell({ type: 'add', to: group.id, what: 'group' })}
          >
            Group
          </Button>
        )}
      </div>
    </section>
  );
}
