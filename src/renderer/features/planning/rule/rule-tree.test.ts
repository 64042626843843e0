import { describe, expect, it } from 'vitest';
import { firstTree, type GroupNode, largestId, nextTree, type TreeEvent } from './rule-tree.ts';

function treeAfter(...events: readonly TreeEvent[]): GroupNode {
  return events.reduce(nextTree, firstTree);
}

/** The shape alone: `all(1, any(3))`. */
function shape(group: GroupNode): string {
  const members = group.members.map((node) => (node.type === 'group' ? shape(node) : node.id));
  return `${group.join}(${members.join(', ')})`;
}

describe('a rule that is being edited', () => {
  it('begins with one condition', () => {
    expect(shape(firstTree)).toBe('all(1)');
  });

  it('has conditions and groups at any depth', () => {
    const tree = treeAfter(
      { type: 'add', to: 0, node: 'condition' },
      { type: 'add', to: 0, node: 'group' },
      { type: 'add', to: 3, node: 'group' },
      { type: 'join', id: 5, join: 'none' },
    );
    expect(shape(tree)).toBe('all(1, 2, any(4, none(6)))');
    expect(largestId(tree)).toBe(6);
  });

  it('has a different id for each node', () => {
    const tree = treeAfter(
      { type: 'add', to: 0, node: 'condition' },
      { type: 'remove', id: 1 },
      { type: 'add', to: 0, node: 'condition' },
    );
    expect(shape(tree)).toBe('all(2, 3)');
  });

  it('loses a group with all its members', () => {
    expect(shape(treeAfter({ type: 'add', to: 0, node: 'group' }, { type: 'remove', id: 2 }))).toBe('all(1)');
  });

  it('gets another operator and an empty value with another field', () => {
    const tree = treeAfter(
      { type: 'change', id: 1, form: { text: '203.0.113.0/24' } },
      { type: 'change', id: 1, form: { field: 'created' } },
    );
    expect(tree.members[0]).toMatchObject({ form: { field: 'created', operator: 'before', text: '' } });
  });

  it('has the same time after a change from one time field to another', () => {
    const tree = treeAfter(
      { type: 'change', id: 1, form: { field: 'created' } },
      { type: 'change', id: 1, form: { time: '2026-11-24T14:00' } },
      { type: 'change', id: 1, form: { field: 'expires' } },
    );
    expect(tree.members[0]).toMatchObject({ form: { field: 'expires', time: '2026-11-24T14:00' } });
  });

  it('does not change when an event has an unknown id', () => {
    expect(treeAfter({ type: 'change', id: 99, form: { text: 'x' } }, { type: 'remove', id: 99 })).toEqual(
      firstTree,
    );
  });
});
