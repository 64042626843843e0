import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import type { AuditExportFormat } from '../../../contract/domain/audit/export.ts';
import type { AuditRow } from '../../../contract/domain/audit/log.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { useAuditState } from '../../shared/audit-state-context.tsx';
import { readExport } from '../../shared/read-task.ts';
import { copyAction } from '../../shared/rows/row-actions.ts';
import { EmptyNote, Page } from '../../ui/page/page.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { SkeletonRows } from '../../ui/page/skeleton-rows.tsx';
import { Table } from '../../ui/table/table.tsx';
import { ExportMenu } from '../../ui/tasks/export-menu.tsx';
import { wideWindow } from '../../ui/window-size.ts';
import classes from './audit.module.css';
import { auditColumns, fewAuditColumns, narrowAuditColumns, sequenceOf } from './audit-columns.tsx';
import { type AuditSearch, filterCount, openRecord, toAuditFilter } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { RevocationDays } from './days/revocation-days.tsx';
import { RecordPanel } from './record/record-panel.tsx';
import { countText, useAuditRows } from './use-audit-rows.ts';
import { LogCheckButton, LogCheckResult, useLogCheck } from './verify-log.tsx';

/** The audit log of this console: what was done here, on every connection. */
export function AuditPage({ search }: { readonly search: AuditSearch }) {
  const navigate = useNavigate();
  const logCheck = useLogCheck();
  const columns = useRef<HTMLDivElement>(null);
  const record = openRecord(search);

  // What is left out of an address has to be undefined in it.
  function change(part: AuditSearch) {
    void navigate({ to: '/audit', search: (before) => ({ ...before, ...part }), replace: true });
  }

  const open = (sequence: number) => change({ record: String(sequence) });

  function close() {
    change({ record: undefined });
    columns.current?.querySelector<HTMLElement>('[data-index][tabindex="0"]')?.focus({ preventScroll: true });
  }

  return (
    <Page title={text('audit.title')} layout="full">
      <div className={classes.head}>
        <h1>{text('audit.title')}</h1>
        <LogCheckButton {...logCheck} />
        <ExportMenu
          label={text('audit.export')}
          formats={exportFormats}
          write={(format, onProgress, signal) =>
            readExport('audit.export', { filter: toAuditFilter(search), format }, onProgress, signal)
          }
        />
      </div>
      <LogCheckResult {...logCheck} />
      <LogNotes />
      <RevocationDays
        connectionId={search.connection ?? null}
        onDay={(from, to) =>
          change({
            from: new Date(from).toISOString(),
            to: new Date(to).toISOString(),
            action: 'revocations',
          })
        }
      />
      <AuditFilters
        search={search}
        onChange={change}
        onClear={() =>
          void navigate({
            to: '/audit',
            search: search.record === undefined ? {} : { record: search.record },
            replace: true,
          })
        }
      />
      <div ref={columns} className={classes.columns} data-open={record === null ? undefined : ''}>
        <AuditRows search={search} isNarrow={record !== null} onOpen={open} />
        {record === null ? null : <RecordPanel sequence={record} onOpen={open} onClose={close} />}
      </div>
    </Page>
  );
}

const exportFormats = [
  { value: 'json-lines', label: 'audit.export.json-lines' },
  { value: 'csv', label: 'tables.export.csv' },
  { value: 'ocsf', label: 'audit.export.ocsf' },
  { value: 'ecs', label: 'audit.export.ecs' },
] as const satisfies readonly { readonly value: AuditExportFormat; readonly label: MessageKey }[];

const rowActions = [
  copyAction<AuditRow>(text('audit.copy-hash'), (row) => (row.type === 'record' ? row.record.hash : null)),
];

interface AuditRowsProps {
  readonly search: AuditSearch;
  /** A record is open beside the list. */
  readonly isNarrow: boolean;
  readonly onOpen: (sequence: number) => void;
}

function AuditRows({ search, isNarrow, onOpen }: AuditRowsProps) {
  const { error, retry } = useAuditState();
  const isFiltered = filterCount(search) > 0;
  const rows = useAuditRows(toAuditFilter(search), isFiltered);
  const { total } = rows;
  const failure = rows.error ?? error;
  const columns = window.innerWidth < wideWindow ? narrowAuditColumns : auditColumns;

  return (
    <section className={classes.list} aria-label={text('audit.records')}>
      {failure === null ? null : (
        <Problem
          error={failure}
          meaning={text(rows.isOutdated ? 'frame.rows-outdated' : 'audit.not-read')}
          onRetry={rows.error === null ? retry : rows.retry}
        />
      )}
      <div className={classes.count}>
        <span role="status">{total === null ? '' : countText(total, isFiltered)}</span>
        {rows.newer === 0 ? null : (
          <>
            <span>{text('audit.newer', { count: rows.newer })}</span>
            <Button size="compact-xs" variant="default" onClick={rows.readNewer}>
              {text('audit.read-newer')}
            </Button>
          </>
        )}
      </div>
      {failure !== null && total === null ? null : (
        <Table
          key={rows.listKey}
          label={text('audit.records')}
          stateKey={`audit/${rows.listKey}`}
          rows={rows}
          columns={isNarrow ? fewAuditColumns : columns}
          rowKey={(row) => String(sequenceOf(row))}
          minWidth={isNarrow ? 400 : 780}
          onOpen={(row) => onOpen(sequenceOf(row))}
          rowActions={rowActions}
          empty={
            rows.isPending ? (
              <SkeletonRows rows={10} label={text('audit.reading')} />
            ) : total === 0 ? (
              isFiltered ? (
                <EmptyNote title={text('audit.no-match')}>{text('audit.no-match.help')}</EmptyNote>
              ) : (
                <EmptyNote title={text('audit.empty')}>{text('audit.empty.help')}</EmptyNote>
              )
            ) : null
          }
        />
      )}
    </section>
  );
}

/** What is wrong with the log as a whole. Nothing where all is well. */
function LogNotes() {
  const { state } = useAuditState();
  if (state === null) return null;
  return (
    <>
      {state.error === null ? null : <Problem error={state.error} meaning={text('audit.not-writable')} />}
      {state.setAside.map((path) => (
        <p key={path} className={classes.amber} role="alert">
          {text('audit.set-aside', { path })}
        </p>
      ))}
      {state.openIntents === 0 ? null : (
        <p className={classes.amber} role="status">
          {text('audit.open-intents', { count: state.openIntents })}{' '}
          <Link to="/audit" search={{ action: 'batch.intended' }} replace>
            {text('audit.show-intents')}
          </Link>
        </p>
      )}
    </>
  );
}
