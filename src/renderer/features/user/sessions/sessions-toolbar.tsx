import { Select, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { text } from '../../../messages/text.ts';
import type { SessionFilter } from './session-filter.ts';
import classes from './sessions-panel.module.css';

interface SessionsToolbarProps {
  readonly tenants: readonly string[];
  readonly filter: SessionFilter;
  readonly onFilter: (filter: SessionFilter) => void;
  /** Rows that pass the filter; null: not known yet. */
  readonly shown: number | null;
  /** Null: nothing is being read. */
  readonly progress: string | null;
}

const everywhere = '';

/** Filters the table, and says how much of it was read. */
export function SessionsToolbar(props: SessionsToolbarProps) {
  const { tenants, filter, onFilter, shown, progress } = props;
  const isFiltered = filter.text.trim() !== '' || filter.tenantId !== null || filter.only !== null;
  return (
    <div className={classes.toolbar}>
      <TextInput
        className={classes.filter}
        aria-label={text('user.filter')}
        placeholder={text('user.filter-placeholder')}
        leftSection={<IconFilter size={14} aria-hidden="true" />}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onFilter({ ...filter, text: '' });
        }}
      />
      {tenants.length < 2 && filter.tenantId === null ? null : (
        <Select
          className={classes.tenant}
          aria-label={text('user.tenant')}
          data={[
            { value: everywhere, label: text('user.all-tenants') },
            ...tenants.map((tenantId) => ({ value: `t:${tenantId}`, label: tenantId })),
          ]}
          value={filter.tenantId === null ? everywhere : `t:${filter.tenantId}`}
          searchable={tenants.length > 10}
          onChange={(value) =>
            onFilter({ ...filter, tenantId: value === null || value === everywhere ? null : value.slice(2) })
          }
        />
      )}
      {filter.only === null ? null : (
        <span className={classes.scope}>
          {text('user.only-selected', { count: filter.only.size })}{' '}
          <button
            type="button"
            className={classes.textButton}
            onClick={() => onFilter({ ...filter, only: null })}
          >
            {text('user.show-all')}
          </button>
        </span>
      )}
      {isFiltered ? (
        <span className={classes.scope}>
          {shown === null ? text('user.filtering') : text('user.shown', { count: shown })}
        </span>
      ) : null}
      {progress === null ? null : <span className={classes.progress}>{progress}</span>}
    </div>
  );
}
