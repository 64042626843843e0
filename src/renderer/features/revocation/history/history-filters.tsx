import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HistoryRequest } from '../../../../contract/domain/revocation/history.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { SearchField } from '../../../ui/fields/search-field.tsx';
import classes from './history.module.css';

/** The search and the filters of the list of past revocations. */
export interface HistoryFilter {
  readonly search: string;
  readonly outcome: 'all' | NonNullable<HistoryRequest['outcomes']>[number];
  readonly days: '0' | '1' | '7' | '30' | '365';
}

export const noFilter: HistoryFilter = { search: '', outcome: 'all', days: '0' };

const outcomes = [
  { value: 'all', label: text('history.filter.all') },
  { value: 'complete', label: text('history.filter.complete') },
  { value: 'complete-with-gaps', label: text('history.filter.complete-with-gaps') },
  { value: 'incomplete', label: text('history.filter.incomplete') },
  { value: 'stopped', label: text('history.filter.stopped') },
] as const;

const times = [
  { value: '0', label: text('history.filter.any-time') },
  ...([1, 7, 30, 365] as const).map((days) => ({
    value: String(days),
    label: text('history.filter.days', { days }),
  })),
];

/** Of which connection revocations are listed: of this one, or of removed ones. */
export type HistorySource = 'here' | 'removed';

interface HistoryFiltersProps {
  readonly filter: HistoryFilter;
  readonly onChange: (filter: HistoryFilter) => void;
  /** Null: not known yet. */
  readonly total: number | null;
  /** Null: there is only this connection to choose. */
  readonly source: {
    readonly value: HistorySource;
    readonly onChange: (source: HistorySource) => void;
  } | null;
  /** What else there is to choose. */
  readonly children: ReactNode;
}

export function HistoryFilters({ children, filter, onChange, source, total }: HistoryFiltersProps) {
  const { name } = useConnection();
  return (
    <search className={classes.filters}>
      <SearchField
        className={classes.search}
        label={text('history.search')}
        placeholder={text('history.search-example')}
        value={filter.search}
        onSearch={(search) => onChange({ ...filter, search })}
      />
      <Select
        size="xs"
        w={148}
        aria-label={text('history.filter.outcome')}
        allowDeselect={false}
        data={[...outcomes]}
        value={filter.outcome}
        onChange={(outcome) =>
          onChange({ ...filter, outcome: (outcome ?? 'all') as HistoryFilter['outcome'] })
        }
      />
      <Select
        size="xs"
        w={148}
        aria-label={text('history.filter.started')}
        allowDeselect={false}
        data={times}
        value={filter.days}
        onChange={(days) => onChange({ ...filter, days: (days ?? '0') as HistoryFilter['days'] })}
      />
      {source === null ? null : (
        <Select
          size="xs"
          aria-label={text('history.filter.connection')}
          allowDeselect={false}
          data={[
            { value: 'here', label: text('history.filter.here', { connection: name }) },
            { value: 'removed', label: text('history.filter.removed') },
          ]}
          value={source.value}
          onChange={(value) => source.onChange(value === 'removed' ? 'removed' : 'here')}
        />
      )}
      <span role="status" className={classes.count}>
        {total === null ? '' : text('history.count', { count: total })}
      </span>
      {children}
    </search>
  );
}
