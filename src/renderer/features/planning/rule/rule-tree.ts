import { useState } from 'react';
import { useViewState } from '../../../ui/view-state.ts';
import { type ConditionForm, fieldFacts } from './condition-fields.ts';

export interface ConditionNode {
  readonly type: 'condition';
  readonly id: number;
  readonly form: ConditionForm;
}

/** How the members of a group are joined. With `none`, the group is true where no member is true. */
export type Join = 'all' | 'any' | 'none';

export interface GroupNode {
  readonly type: 'group';
  readonly id: number;
  readonly join: Join;
  readonly members: readonly RuleNode[];
}

export type RuleNode = ConditionNode | GroupNode;

export const emptyCondition: ConditionForm = {
  ...{ field: 'ip', operator: 'in', text: '', time: '', data: 'either', value: '' },
};

/** A rule with one empty condition. The tree's own id is 0. */
export const firstTree: GroupNode = {
  ...{ type: 'group', id: 0, join: 'all' },
  members: [{ type: 'condition', id: 1, form: emptyCondition }],
};

export type TreeEvent =
  | { readonly type: 'add'; readonly to: number; readonly node: RuleNode['type'] }
  | { readonly type: 'remove'; readonly id: number }
  | { readonly type: 'join'; readonly id: number; readonly join: Join }
  | { readonly type: 'change'; readonly id: number; readonly form: Partial<ConditionForm> };

/** The tree after an event. An id that is not in the tree changes nothing. */
export function nextTree(tree: GroupNode, event: TreeEvent): GroupNode {
  switch (event.type) {
    case 'add':
      return mapGroups(tree, (group) =>
        group.id === event.to
          ? { ...group, members: [...group.members, newNode(event.node, largestId(tree))] }
          : group,
      );
    case 'remove':
      return mapGroups(tree, (group) => ({
        ...group,
        members: group.members.filter(({ id }) => id !== event.id),
      }));
    case 'join':
      return mapGroups(tree, (group) => (group.id === event.id ? { ...group, join: event.join } : group));
    case 'change':
      return mapGroups(tree, (group) => ({
        ...group,
        members: group.members.map((node) =>
          node.type === 'condition' && node.id === event.id
            ? { ...node, form: changeForm(node.form, event.form) }
            : node,
        ),
      }));
  }
}

function mapGroups(group: GroupNode, change: (group: GroupNode) => GroupNode): GroupNode {
  const next = change(group);
  return {
    ...next,
    members: next.members.map((node) => (node.type === 'group' ? mapGroups(node, change) : node)),
  };
}

function newNode(type: RuleNode['type'], largest: number): RuleNode {
  const condition = (id: number): ConditionNode => ({ type: 'condition', id, form: emptyCondition });
  if (type === 'condition') return condition(largest + 1);
  return { type: 'group', id: largest + 1, join: 'any', members: [condition(largest + 2)] };
}

export function largestId(node: RuleNode): number {
  return node.type === 'condition' ? node.id : Math.max(node.id, ...node.members.map(largestId));
}

/** Another field has other operators, and its value has another meaning. */
function changeForm(form: ConditionForm, part: Partial<ConditionForm>): ConditionForm {
  if (part.field === undefined || part.field === form.field) return { ...form, ...part };
  const operator = fieldFacts[part.field].operators[0]?.value ?? '';
  return { ...emptyCondition, time: form.time, ...part, operator };
}

/** The rule that is being edited, also after going back, and the condition that was added last. */
export function useRuleTree() {
  const [tree, setTree] = useViewState<GroupNode>('rule/tree', firstTree);
  const [newest, setNewest] = useState<number | null>(null);

  function change(event: TreeEvent) {
    const next = nextTree(tree, event);
    setTree(next);
    // A new group has a condition in it, with the largest id.
    if (event.type === 'add') setNewest(largestId(next));
  }

  return { tree, newest, change };
}
