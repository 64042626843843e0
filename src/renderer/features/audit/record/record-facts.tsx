import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditRecord } from '../../../../contract/domain/audit/record.ts';
import { formatElapsed } from '../../../messages/format-duration.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useConnections } from '../../../shared/connections-context.tsx';
import { useKnownUserName } from '../../../shared/known-user.ts';
import { CopyButton, ShortId } from '../../../shared/short-id.tsx';
import { Fact } from '../../../ui/page/page.tsx';
import { EnvironmentBadge } from '../../../ui/values/connection-badge.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import { formatDetails, formatOutcome, summaryOf } from './format-record.ts';
import classes from './record.module.css';

interface RecordFactsProps {
  readonly record: AuditRecord;
  /** An intent of which the log has no outcome. */
  readonly isOpen: boolean;
}

/** Everything that a record says. */
export function RecordFacts({ record, isOpen }: RecordFactsProps) {
  const { connection, operator, reason, ticket } = record;
  const needsCare = isOpen || record.outcome === 'failed' || record.outcome === 'unknown';
  return (
    <>
      <p className={classes.title}>{summaryOf(record)}</p>
      <dl className={classes.facts}>
        <Fact name={text('audit.fact.outcome')}>
          <span className={needsCare ? classes.amber : undefined}>{formatOutcome(record, isOpen)}</span>
        </Fact>
        <Fact name={text('audit.fact.time')}>
          <Moment at={Date.parse(record.time)} as="exact" />{' '}
          <span className={classes.quiet}>
            {record.elapsedMs === null
              ? text('audit.first-after-start')
              : text('audit.elapsed', { duration: formatElapsed(record.elapsedMs) })}
          </span>
        </Fact>
        <Fact name={text('audit.fact.operator')}>
          <bdi>{operator.name || operator.account}</bdi>{' '}
          <span className={classes.quiet}>
            {richText('audit.operator-account', {
              account: <bdi>{operator.account}</bdi>,
              host: <bdi>{operator.host}</bdi>,
            })}
          </span>
        </Fact>
        {connection === null ? null : (
          <Fact name={text('audit.fact.connection')}>
            <bdi>{connection.name}</bdi> <EnvironmentBadge environment={connection.environment} />
            <div className={classes.quiet}>
              <bdi>{connection.address}</bdi>
            </div>
            {connection.core === null ? null : (
              <div className={classes.quiet}>
                {richText('audit.core', { core: <ShortId value={connection.core} /> })}
              </div>
            )}
          </Fact>
        )}
        <Subjects record={record} />
        {reason === null ? null : (
          <Fact name={text('audit.fact.reason')}>
            <bdi>{reason}</bdi>
          </Fact>
        )}
        {ticket === null ? null : (
          <Fact name={text('audit.fact.ticket')}>
            <bdi>{ticket}</bdi>
          </Fact>
        )}
        {formatDetails(record).map(({ name, label, value }) => (
          <Fact key={name} name={label}>
            <bdi data-value="">{value}</bdi>
          </Fact>
        ))}
        <Fact name={text('audit.fact.version')}>{record.version}</Fact>
        {record.correlation === record.revocation ? null : (
          <Fact name={text('audit.fact.correlation')}>
            <ShortId value={record.correlation} />
          </Fact>
        )}
        <Hash name={text('audit.fact.hash')} label={text('audit.copy-hash')} value={record.hash} />
        <Hash
          name={text('audit.fact.previous')}
          label={text('audit.copy-previous')}
          value={record.previous}
        />
      </dl>
    </>
  );
}

interface HashProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

function Hash({ name, label, value }: HashProps) {
  return (
    <Fact name={name}>
      <span className={classes.hash}>
        <code>{value}</code>
        <CopyButton text={() => value} label={label} />
      </span>
    </Fact>
  );
}

/** User, session and revocation: the way to each, and to its other records. */
function Subjects({
  record: { action, connection, revocation, session, user },
}: {
  readonly record: AuditRecord;
}) {
  const { active } = useConnections();
  // A user of another core would be another user, or none.
  const isHere = connection !== null && connection.id === active?.id;
  const userName = useKnownUserName(connection?.id ?? null, user);
  const of = connection === null ? {} : { connection: connection.id };
  return (
    <>
      {user === null ? null : (
        <Subject
          name={text('audit.fact.user')}
          id={user}
          known={userName}
          page={
            isHere ? (
              <Link to="/users/$userId" params={{ userId: user }}>
                {text('audit.open-user')}
              </Link>
            ) : null
          }
          records={
            <Link to="/audit" search={{ user, ...of }}>
              {text('audit.records-of-user')}
            </Link>
          }
        />
      )}
      {session === null ? null : (
        <Subject
          name={text('audit.fact.session')}
          id={session}
          page={
            isHere ? (
              <Link to="/sessions/$handle" params={{ handle: session }}>
                {text('audit.open-session')}
              </Link>
            ) : null
          }
          records={
            <Link to="/audit" search={{ handle: session, ...of }}>
              {text('audit.records-of-session')}
            </Link>
          }
        />
      )}
      {revocation === null ? null : (
        <Subject
          name={text('audit.fact.revocation')}
          id={revocation}
          page={
            action === 'draft.made' ? (
              <Link to="/revocations/drafts/$draftId" params={{ draftId: revocation }}>
                {text('audit.open-draft')}
              </Link>
            ) : (
              <Link to="/revocations/$id" params={{ id: revocation }}>
                {text('audit.open-revocation')}
              </Link>
            )
          }
          records={
            <Link to="/audit" search={{ revocation }}>
              {text('audit.records-of-revocation')}
            </Link>
          }
        />
      )}
      {isHere || connection === null || (user === null && session === null) ? null : (
        <Fact name="">
          <span className={classes.quiet}>
            {text('audit.other-connection', { connection: connection.name })}
          </span>
        </Fact>
      )}
    </>
  );
}

interface SubjectProps {
  readonly name: string;
  readonly id: string;
  /** How people call it, where that is known. */
  readonly known?: string | null;
  /** Null: it cannot be opened on the connection in use. */
  readonly page: ReactNode;
  readonly records: ReactNode;
}

function Subject({ name, id, known = null, page, records }: SubjectProps) {
  return (
    <Fact name={name}>
      {known === null ? null : (
        <div>
          <bdi>{known}</bdi>
        </div>
      )}
      <ShortId value={id} chars={24} />
      <div className={classes.more}>
        {page}
        {records}
      </div>
    </Fact>
  );
}
