import type { TargetRow } from '../../../contract/domain/revocation.ts';
import { ShortId } from '../../ui/short-id.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { stateWords } from './result-words.ts';
import classes from './revocation-page.module.css';

const facts: readonly TableColumn<TargetRow>[] = [
  {
    ...{ id: 'handle', header: 'Handle', width: 'minmax(300px, 1.6fr)' },
    cell: ({ handle }) => <ShortId value={handle} chars={44} />,
  },
  {
    ...{ id: 'tenant', header: 'Tenant', width: 'minmax(80px, 0.8fr)' },
    cell: ({ tenantId }) => <span title={tenantId}>{tenantId}</span>,
    sortValue: ({ tenantId }) => tenantId,
  },
  {
    ...{ id: 'state', header: 'How it ended', width: 'minmax(160px, 1fr)' },
    cell: ({ state, newcomer }) => (
      <span className={classes.state} data-state={state}>
        {stateWords(state, 1)}
        {newcomer ? ' (began while this ran)' : ''}
      </span>
    ),
    sortValue: ({ state }) => stateWords(state, 1),
  },
];

const withErrors: readonly TableColumn<TargetRow>[] = [
  ...facts,
  {
    ...{ id: 'why', header: 'Why', width: 'minmax(160px, 2fr)' },
    cell: ({ error }) => (error === undefined ? null : <span title={error.hint}>{error.message}</span>),
  },
];

/** How targets stand; a column says why as soon as there is anything to say. */
export function targetColumns(rows: readonly TargetRow[]): readonly TableColumn<TargetRow>[] {
  return rows.some(({ error }) => error !== undefined) ? withErrors : facts;
}
