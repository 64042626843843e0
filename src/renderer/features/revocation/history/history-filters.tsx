import { Select } from '@mantine/core';
import type { HistoryRequest } from '../../../../contract/domain/revocation.ts';
import { plural } from '../../../messages/format-count.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import classes from './history.module.css';

/** What the list of past revocations is narrowed to. */
export interface HistoryFilter {
  readonly search: string;
  readonly outcome: 'all' | NonNullable<HistoryRequest['outcomes']>[number];
  readonly days: '0' | '1' | '7' | '30' | '365';
}

export const noFilter: HistoryFilter = { search: '', outcome: 'all', days: '0' };

const outcomes = [
  { value: 'all', label: 'Every outcome' },
  { value: 'complete', label: 'Complete' },
  { value: 'complete-with-gaps', label: 'Complete with gaps' },
  { value: 'incomplete', label: 'Not complete' },
  { value: 'stopped', label: 'Stopped' },
] as const;

const times = [
  { value: '0', label: 'Any time' },
  { value: '1', label: 'The last day' },
  { value: '7', label: 'The last 7 days' },
  { value: '30', label: 'The last 30 days' },
  { value: '365', label: 'The last 365 days' },
] as const;

/** Whose revocations are listed. */
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
}

export function HistoryFilters({ filter, onChange, source, total }: HistoryFiltersProps) {
  const { name } = useConnection();
  return (
    <search className={classes.filters}>
      <SearchField
        className={classes.search}
        label="Search past revocations"
        placeholder="User, reason, ticket, operator or list"
        value={filter.search}
        onSearch={(search) => onChange({ ...filter, search })}
      />
      <Select
        size="xs"
        aria-label="Outcome"
        allowDeselect={false}
        data={[...outcomes]}
        value={filter.outcome}
        onChange={(outcome) =>
          onChange({ ...filter, outcome: (outcome ?? 'all') as HistoryFilter['outcome'] })
        }
      />
      <Select
        size="xs"
        aria-label="Started"
        allowDeselect={false}
        data={[...times]}
        value={filter.days}
        onChange={(days) => onChange({ ...filter, days: (days ?? '0') as HistoryFilter['days'] })}
      />
      {source === null ? null : (
        <Select
          size="xs"
          aria-label="Connection"
          allowDeselect={false}
          data={[
            { value: 'here', label: `On ${name}` },
            { value: 'removed', label: 'On removed connections' },
          ]}
          value={source.value}
          onChange={(value) => source.onChange(value === 'removed' ? 'removed' : 'here')}
        />
      )}
      <span role="status" className={classes.count}>
        {total === null ? '' : plural(total, 'revocation')}
      </span>
    </search>
  );
}
