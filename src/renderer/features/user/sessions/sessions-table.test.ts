import { expect, it } from 'vitest';
import type { SessionEntry } from './reading/session-list.ts';
import { endActions } from './sessions-table.tsx';

const entry: SessionEntry = {
  handle: 'mine',
  tenantId: 'public',
  underId: 'ada',
  position: 0,
  state: 'gone',
};

/** What each action of a row is called, its key, and what it ends. */
function actionsOf(handles: readonly string[], hidden = 0) {
  const ended: string[] = [];
  const actions = endActions(
    { handles, hidden },
    { endRow: ({ handle }) => ended.push(handle), endSelected: () => ended.push(...handles) },
  );
  return actions.map(({ key, label, run }) => {
    ended.length = 0;
    run(entry);
    return { label, key, ends: [...ended] };
  });
}

it('the menu of a row ends its own session, and the key means it while no session is selected', () => {
  expect(actionsOf([])).toEqual([{ label: 'End this session …', key: 'e', ends: ['mine'] }]);
});

it('the menu of a row ends its own session while others are selected, and names those apart', () => {
  expect(actionsOf(['other', 'third'])).toEqual([
    { label: 'End this session …', key: undefined, ends: ['mine'] },
    { label: 'End 2 selected sessions …', key: 'e', ends: ['other', 'third'] },
  ]);
});

it('the menu of a row says of a selection how much of it the filter hides', () => {
  expect(actionsOf(['other', 'third'], 1).map(({ label }) => label)).toEqual([
    'End this session …',
    '2 selected, 1 hidden by the filter',
  ]);
});
