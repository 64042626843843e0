import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import type { AuditOutcome } from '../../../contract/domain/stored-names.ts';
import { eventClasses } from './event-classes.ts';

/** Elastic Common Schema, https://www.elastic.co/docs/reference/ecs. */
const schemaVersion = '9.4.0';

const outcomes: Readonly<Record<AuditOutcome, string>> = {
  done: 'success',
  failed: 'failure',
  refused: 'failure',
  unknown: 'unknown',
  // An attempt of which only the request is known.
  intended: 'unknown',
};

/** A record as an event. What the schema has no field for is under `curfew`, so that nothing of the record is lost. */
export function toEcs(record: AuditRecord): Readonly<Record<string, unknown>> {
  const { connection, operator, user } = record;
  const { category, type } = eventClasses[record.action].ecs;
  return {
    '@timestamp': record.time,
    ecs: { version: schemaVersion },
    event: {
      kind: 'event',
      category,
      type,
      action: record.action,
      outcome: outcomes[record.outcome],
      id: record.hash,
      sequence: record.sequence,
      hash: record.hash,
      module: 'curfew',
      dataset: 'curfew.audit',
      provider: 'curfew',
      ...withValue('reason', record.reason),
    },
    observer: { vendor: 'Curfew', product: 'Curfew', type: 'console', version: record.version },
    host: { name: operator.host, hostname: operator.host },
    user: {
      name: operator.account,
      full_name: operator.name,
      ...(user === null ? {} : { target: { id: user } }),
    },
    related: {
      user: [...new Set([operator.account, operator.name, ...(user === null ? [] : [user])])],
      hosts: [operator.host],
    },
    ...(connection === null
      ? {}
      : {
          service: {
            id: connection.id,
            name: connection.name,
            environment: connection.environment,
            address: connection.address,
          },
        }),
    curfew: {
      outcome: record.outcome,
      correlation: record.correlation,
      elapsed_ms: record.elapsedMs,
      core: connection?.core ?? null,
      session: record.session,
      revocation: record.revocation,
      ticket: record.ticket,
      details: record.details,
      previous: record.previous,
    },
  };
}

function withValue(name: string, value: string | null): Readonly<Record<string, string>> {
  return value === null ? {} : { [name]: value };
}
