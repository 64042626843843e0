import { Button, Select, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useConnection } from '../../../app/connection-context.tsx';
import { useEndSessions } from '../../../app/end-sessions-context.tsx';
import { formatNumber, plural } from '../../../ui/count-words.ts';
import { nothingSelected } from '../../../ui/table/row-selection.ts';
import type { SessionFilter } from './filter-sessions.ts';
import classes from './sessions-panel.module.css';
import type { SessionSelection } from './use-selection.ts';

interface SessionsToolbarProps {
  readonly tenants: readonly string[];
  readonly filter: SessionFilter;
  readonly onFilter: (filter: SessionFilter) => void;
  /** Rows that the filter leaves. */
  readonly shown: number;
  readonly selection: SessionSelection;
  readonly subject: string;
  readonly onDone: () => void;
}

const everywhere = '';

/** Filter on the left; what is selected, and ending it, on the right. */
export function SessionsToolbar(props: SessionsToolbarProps) {
  const { tenants, filter, onFilter, shown, selection, subject, onDone } = props;
  const connection = useConnection();
  const endSessions = useEndSessions();
  const isFiltered = filter.text.trim() !== '' || filter.tenantId !== null;
  const { handles } = selection;
  return (
    <div className={classes.toolbar}>
      <TextInput
        className={classes.filter}
        aria-label="Filter the sessions"
        placeholder="Filter: handle, network, device …"
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
          aria-label="Tenant"
          data={[
            { value: everywhere, label: 'All tenants' },
            ...tenants.map((tenantId) => ({ value: `t:${tenantId}`, label: tenantId })),
          ]}
          value={filter.tenantId === null ? everywhere : `t:${filter.tenantId}`}
          searchable={tenants.length > 10}
          onChange={(value) =>
            onFilter({ ...filter, tenantId: value === null || value === everywhere ? null : value.slice(2) })
          }
        />
      )}
      {isFiltered ? <span className={classes.scope}>{plural(shown, 'session')} shown</span> : null}
      {handles.length === 0 ? null : (
        <div className={classes.selected}>
          <span>{formatNumber(handles.length)} selected</span>
          <button
            type="button"
            className={classes.textButton}
            onClick={() => selection.choose(nothingSelected)}
          >
            Clear
          </button>
          <Button
            color="end"
            variant="outline"
            disabled={connection.readOnly}
            title={connection.readOnly ? `${connection.name} is read-only here` : 'Press e in the table'}
            onClick={() =>
              endSessions({ scope: { type: 'handles', handles: [...handles] }, subject, onDone })
            }
          >
            End {plural(handles.length, 'selected session')} …
          </Button>
        </div>
      )}
    </div>
  );
}
