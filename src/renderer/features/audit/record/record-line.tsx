import type { AuditRow } from '../../../../contract/domain/audit/log.ts';
import { text } from '../../../messages/text.ts';
import { Moment } from '../../../ui/values/moment.tsx';
import { isNotDone, Outcome } from '../audit-columns.tsx';
import { summaryOf } from './format-record.ts';
import classes from './record-line.module.css';

/** What a link to a record says in a list of few: what was done, that it was not or that nobody knows, and when. */
export function RecordLine({ row }: { readonly row: AuditRow }) {
  if (row.type === 'damaged') return <span className={classes.summary}>{text('audit.damaged')}</span>;
  return (
    <>
      <span className={classes.summary} title={summaryOf(row.record)}>
        {summaryOf(row.record)}
      </span>
      {isNotDone(row) ? <Outcome {...row} /> : null}
      <Moment at={Date.parse(row.record.time)} />
    </>
  );
}
