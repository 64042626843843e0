import { useState } from 'react';
import { useViewState } from '../../../ui/view-state.ts';
import { firstTree, type GroupNode, largestId, nextTree, type TreeEvent } from './rule-tree.ts';

/** The rule being written, found again by going back, and which of its conditions was added last. */
export function useRuleTree() {
  const [tree, setTree] = useViewState<GroupNode>('rule/tree', firstTree);
  const [newest, setNewest] = useState<number | null>(null);

  function tell(event: TreeEvent) {
    const next = nextTree(tree, event);
    setTree(next);
    // Of a new group, the condition in it: it has the larger id.
    if (event.type === 'add') setNewest(largestId(next));
  }

  return { tree, newest, tell };
}
