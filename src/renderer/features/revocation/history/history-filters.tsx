import { CloseButton, Select, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { HistoryRequest } from '../../../../contract/domain/revocation.ts';
import { plural } from '../../../ui/count-words.ts';
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

/** Typing rests so long before it is searched for. */
const restMs = 200;

interface HistoryFiltersProps {
  readonly filter: HistoryFilter;
  readonly onChange: (filter: HistoryFilter) => void;
  /** Null: not known yet. */
  readonly total: number | null;
}

export function HistoryFilters({ filter, onChange, total }: HistoryFiltersProps) {
  const [text, setText] = useState(filter.search);
  useEffect(() => {
    if (text === filter.search) return;
    const timer = setTimeout(() => onChange({ ...filter, search: text }), restMs);
    return () => clearTimeout(timer);
  }, [text, filter, onChange]);

  return (
    <search className={classes.filters}>
      <TextInput
        className={classes.search}
        size="xs"
        aria-label="Search past revocations"
        placeholder="User, reason, ticket, operator or list"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        rightSection={
          text === '' ? null : (
            <CloseButton size="xs" aria-label="Clear the search" onClick={() => setText('')} />
          )
        }
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
      <span role="status" className={classes.count}>
        {total === null ? '' : plural(total, 'revocation')}
      </span>
    </search>
  );
}
