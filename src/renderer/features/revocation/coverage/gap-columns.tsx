import type { GapRow } from '../../../../contract/domain/gap-rows.ts';
import type { PlanScope } from '../../../../contract/domain/revocation.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { NotKnown } from '../not-known.tsx';
import { UserLink } from '../user-link.tsx';
import { whyWords } from './gap-row-words.ts';

type Column = TableColumn<GapRow>;

function UserOfRow({ userId, name = null }: { readonly userId: string; readonly name?: string | null }) {
  return <UserLink userId={userId} name={name} tabIndex={useRowTabIndex()} />;
}

const why: Column = {
  ...{ id: 'why', header: 'Why', width: 'minmax(220px, 2fr)' },
  cell: (row) => {
    if (row.type === 'damaged') return <NotKnown>The row on disk is damaged</NotKnown>;
    const words = whyWords(row);
    return <span title={words}>{words}</span>;
  },
};

const ofList: readonly Column[] = [
  {
    ...{ id: 'line', header: 'Line', width: '80px', align: 'end' as const },
    cell: (row) => (row.type === 'line' ? formatCount(row.line) : <NotKnown />),
  },
  {
    ...{ id: 'text', header: 'Text', width: 'minmax(180px, 1.5fr)' },
    cell: (row) => (row.type === 'line' ? <bdi title={row.text}>{row.text}</bdi> : <NotKnown />),
  },
  why,
];

const ofRule: readonly Column[] = [
  {
    ...{ id: 'userId', header: 'User', width: 'minmax(180px, 1.5fr)' },
    cell: (row) => ('userId' in row ? <UserOfRow {...row} /> : <NotKnown />),
  },
  {
    ...{ id: 'handle', header: 'Session', width: 'minmax(150px, 1fr)' },
    cell: (row) => {
      if (row.type === 'session' || row.type === 'undecided')
        return <ShortId value={row.handle} chars={16} />;
      return row.type === 'user' ? <NotKnown>all of the user</NotKnown> : <NotKnown />;
    },
  },
  why,
];

export function gapColumns({ type }: PlanScope): readonly Column[] {
  return type === 'rule' ? ofRule : ofList;
}
