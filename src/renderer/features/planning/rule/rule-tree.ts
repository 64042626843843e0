import { type Field, fieldFacts } from './condition-fields.ts';

/** A condition as it is being written: every control's value, whether or not the field needs it. */
export interface ConditionForm {
  readonly field: Field;
  /** One of the field's operators. */
  readonly operator: string;
  /** Domain, role, network, part of a user agent, path; the tenant's id. */
  readonly text: string;
  /** As `datetime-local` writes it: `2026-11-24T14:00`. */
  readonly time: string;
  readonly data: 'either' | 'database' | 'token';
  readonly value: string;
}

export interface ConditionNode {
  readonly kind: 'condition';
  readonly id: number;
  readonly form: ConditionForm;
}

/** How the members of a group are joined; `none`: of none of them it is true. */
export type Join = 'all' | 'any' | 'none';

export interface GroupNode {
  readonly kind: 'group';
  readonly id: number;
  readonly join: Join;
  readonly members: readonly RuleNode[];
}

export type RuleNode = ConditionNode | GroupNode;

export const emptyCondition: ConditionForm = {
  ...{ field: 'ip', operator: 'in', text: '', time: '', data: 'either', value: '' },
};

/** A rule with one condition to fill in. The tree's own id is 0. */
export const firstTree: GroupNode = {
  ...{ kind: 'group', id: 0, join: 'all' },
  members: [{ kind: 'condition', id: 1, form: emptyCondition }],
};

export type TreeEvent =
  | { readonly type: 'add'; readonly to: number; readonly what: 'condition' | 'group' }
  | { readonly type: 'remove'; readonly id: number }
  | { readonly type: 'join'; readonly id: number; readonly join: Join }
  | { readonly type: 'change'; readonly id: number; readonly form: Partial<ConditionForm> };

/** The tree after what was done to it. An id that is not there changes nothing. */
export function nextTree(tree: GroupNode, event: TreeEvent): GroupNode {
  switch (event.type) {
    case 'add':
      return mapGroups(tree, (group) =>
        group.id === event.to
          ? { ...group, members: [...group.members, newNode(event.what, largestId(tree))] }
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
          node.kind === 'condition' && node.id === event.id
            ? { ...node, form: changed(node.form, event.form) }
            : node,
        ),
      }));
  }
}

function mapGroups(group: GroupNode, change: (group: GroupNode) => GroupNode): GroupNode {
  const next = change(group);
  return {
    ...next,
    members: next.members.map((node) => (node.kind === 'group' ? mapGroups(node, change) : node)),
  };
}

function newNode(what: 'condition' | 'group', largest: number): RuleNode {
  const condition = (id: number): ConditionNode => ({ kind: 'condition', id, form: emptyCondition });
  if (what === 'condition') return condition(largest + 1);
  return { kind: 'group', id: largest + 1, join: 'any', members: [condition(largest + 2)] };
}

export function largestId(node: RuleNode): number {
  return node.kind === 'condition' ? node.id : Math.max(node.id, ...node.members.map(largestId));
}

/** Another field has other operators, and its value means something else. */
function changed(form: ConditionForm, part: Partial<ConditionForm>): ConditionForm {
  if (part.field === undefined || part.field === form.field) return { ...form, ...part };
  const operator = fieldFacts[part.field].operators[0]?.value ?? '';
  return { ...emptyCondition, time: form.time, ...part, operator };
}
