import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditRow } from '../../../contract/domain/audit/log.ts';
import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import { formatCount } from '../../messages/format-count.ts';
import { text } from '../../messages/text.ts';
import { ShortId } from '../../shared/short-id.tsx';
import quietClasses from '../../ui/page/quiet.module.css';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../ui/table/table-row.tsx';
import { Moment } from '../../ui/values/moment.tsx';
import classes from './audit.module.css';
import { outcomeLabels } from './audit-actions.ts';
import { summaryOf } from './record/format-record.ts';

type Column = TableColumn<AuditRow>;
type WrittenRow = Extract<AuditRow, { type: 'record' }>;

export function sequenceOf(row: AuditRow): number {
  return row.type === 'record' ? row.record.sequence : row.sequence;
}

/** A column of what a record says. Of a damaged one nothing is shown but that it is. */
function ofRecord(column: Omit<Column, 'cell'>, cell: (record: AuditRecord) => ReactNode): Column {
  return { ...column, cell: (row) => (row.type === 'damaged' ? null : cell(row.record)) };
}

/** Whether it was not done, or nobody knows. */
export function isNotDone({ record: { outcome }, isOpen }: WrittenRow): boolean {
  return isOpen || outcome === 'failed' || outcome === 'refused' || outcome === 'unknown';
}

export function Outcome(row: WrittenRow) {
  const label = text(row.isOpen ? 'audit.outcome.open' : outcomeLabels[row.record.outcome]);
  return (
    <span className={isNotDone(row) ? classes.amber : undefined} title={label}>
      {label}
    </span>
  );
}

function Text({ value }: { readonly value: string | null }) {
  if (value === null || value === '') return <span className={quietClasses.quiet}>{text('audit.none')}</span>;
  return <bdi title={value}>{value}</bdi>;
}

function RecordLink({ record }: { readonly record: AuditRecord }) {
  const summary = summaryOf(record);
  return (
    <Link
      to="/audit"
      search={(before: object) => ({ ...before, record: String(record.sequence) })}
      replace
      tabIndex={useRowTabIndex()}
      title={summary}
    >
      {summary}
    </Link>
  );
}

const sequence: Column = {
  ...{ id: 'sequence', header: text('audit.column.sequence'), width: '68px', align: 'end' },
  cell: (row) => formatCount(sequenceOf(row)),
};
const time = ofRecord({ id: 'time', header: text('audit.column.time'), width: '178px' }, (record) => (
  <Moment at={Date.parse(record.time)} as="exact" />
));
const action: Column = {
  ...{ id: 'action', header: text('audit.column.action'), width: 'minmax(180px, 2fr)' },
  cell: (row) => {
    if (row.type === 'damaged')
      return (
        <span className={classes.amber} title={text('audit.damaged.about')}>
          <IconAlertTriangle size={14} aria-hidden="true" /> {text('audit.damaged')}
        </span>
      );
    return <RecordLink record={row.record} />;
  },
};
const outcome: Column = {
  ...{ id: 'outcome', header: text('audit.column.outcome'), width: '96px' },
  cell: (row) => (row.type === 'damaged' ? null : <Outcome {...row} />),
};
const subject = ofRecord(
  { id: 'subject', header: text('audit.column.subject'), width: 'minmax(140px, 1fr)' },
  ({ session, user }) => {
    const id = user ?? session;
    return id === null ? null : <ShortId value={id} chars={16} />;
  },
);
const operator = ofRecord(
  { id: 'operator', header: text('audit.column.operator'), width: 'minmax(90px, 0.8fr)' },
  (record) => <Text value={record.operator.name || record.operator.account} />,
);
const connection = ofRecord(
  { id: 'connection', header: text('audit.column.connection'), width: 'minmax(90px, 0.8fr)' },
  (record) => <Text value={record.connection?.name ?? null} />,
);
const ticket = ofRecord(
  { id: 'ticket', header: text('audit.column.ticket'), width: 'minmax(80px, 0.6fr)' },
  (record) => <Text value={record.ticket} />,
);

export const auditColumns: readonly Column[] = [
  ...[sequence, time, action, outcome, subject, operator, connection, ticket],
];
/** In a window that is not wide, the record beside the list says the connection and the ticket. */
export const narrowAuditColumns = auditColumns.filter((column) => column !== connection && column !== ticket);
/** Beside an open record there is less room. */
export const fewAuditColumns: readonly Column[] = [time, action, outcome];
