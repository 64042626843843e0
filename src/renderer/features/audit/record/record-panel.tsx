import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AuditRow } from '../../../../contract/domain/audit/log.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { useEscape } from '../../../ui/page/back-link.tsx';
import { EmptyNote } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { sequenceOf } from '../audit-columns.tsx';
import classes from './record.module.css';
import { RecordFacts } from './record-facts.tsx';
import { RecordLine } from './record-line.tsx';

/** So many records before and after an open one are listed under it. */
const neighbours = 2;

interface RecordPanelProps {
  readonly sequence: number;
  /** Shows another record in its place. */
  readonly onOpen: (sequence: number) => void;
  readonly onClose: () => void;
}

/** One record beside the list: what it says in sentences, and the records around it. Escape closes it. */
export function RecordPanel({ sequence, onOpen, onClose }: RecordPanelProps) {
  const around = useQuery({
    queryKey: ['audit.neighbours', sequence],
    queryFn: ({ signal }) => call('audit.neighbours', { sequence, each: neighbours }, signal),
    placeholderData: keepPreviousData,
  });
  useEscape(onClose);
  const rows = around.data ?? [];
  const row = rows.find((one) => sequenceOf(one) === sequence);
  const place = row === undefined ? -1 : rows.indexOf(row);

  return (
    <section className={classes.panel} aria-label={text('audit.record', { sequence })}>
      <div className={classes.head}>
        <h2>{text('audit.record', { sequence })}</h2>
        <Step row={rows[place - 1]} label={text('audit.record.newer')} icon={IconArrowUp} onOpen={onOpen} />
        <Step
          row={place < 0 ? undefined : rows[place + 1]}
          label={text('audit.record.older')}
          icon={IconArrowDown}
          onOpen={onOpen}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={text('audit.record.close')}
          onClick={onClose}
        >
          <IconX size={16} aria-hidden="true" />
        </ActionIcon>
      </div>
      <div className={classes.body}>
        {around.isPending ? <SkeletonRows rows={8} label={text('audit.record.reading')} /> : null}
        {around.error === null ? null : (
          <Problem
            error={around.error}
            meaning={text('audit.record.failed')}
            onRetry={() => void around.refetch()}
          />
        )}
        {around.isSuccess && !around.isPlaceholderData && row === undefined ? (
          <EmptyNote title={text('audit.record.missing', { sequence })}>
            {text('audit.record.missing.about')}
          </EmptyNote>
        ) : null}
        {row?.type === 'damaged' ? (
          <div className={classes.damaged} role="alert">
            <strong>{text('audit.damaged')}</strong>
            <p>{text('audit.damaged.about')}</p>
          </div>
        ) : null}
        {row?.type === 'record' ? <RecordFacts record={row.record} isOpen={row.isOpen} /> : null}
        {row === undefined ? null : <Neighbours rows={rows} sequence={sequence} />}
      </div>
    </section>
  );
}

interface StepProps {
  /** Undefined: there is none. */
  readonly row: AuditRow | undefined;
  readonly label: string;
  readonly icon: typeof IconArrowUp;
  readonly onOpen: (sequence: number) => void;
}

/** To the record before or after. */
function Step({ row, label, icon: Icon, onOpen }: StepProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={label}
      title={label}
      disabled={row === undefined}
      onClick={() => row !== undefined && onOpen(sequenceOf(row))}
    >
      <Icon size={16} aria-hidden="true" />
    </ActionIcon>
  );
}

function Neighbours({ rows, sequence }: { readonly rows: readonly AuditRow[]; readonly sequence: number }) {
  return (
    <>
      <h3 className={classes.subtitle}>{text('audit.record.neighbours')}</h3>
      <ol className={classes.neighbours} reversed>
        {rows.map((row) => (
          <li key={sequenceOf(row)} aria-current={sequenceOf(row) === sequence || undefined}>
            <RecordLink row={row} />
          </li>
        ))}
      </ol>
    </>
  );
}

function RecordLink({ row }: { readonly row: AuditRow }) {
  return (
    <Link
      to="/audit"
      search={(before: object) => ({ ...before, record: String(sequenceOf(row)) })}
      replace
      className={classes.neighbour}
    >
      <span className={classes.number}>{formatCount(sequenceOf(row))}</span>
      <RecordLine row={row} />
    </Link>
  );
}
