import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import type { AuditAction, AuditOutcome } from '../../../contract/domain/stored-names.ts';
import { eventClasses, type OcsfClass } from './event-classes.ts';

/** Open Cybersecurity Schema Framework, https://schema.ocsf.io/1.8.0. */
const schemaVersion = '1.8.0';

const classes: Readonly<
  Record<OcsfClass, { uid: number; name: string; category: number; categoryName: string }>
> = {
  authentication: {
    uid: 3002,
    name: 'Authentication',
    category: 3,
    categoryName: 'Identity & Access Management',
  },
  'api-activity': { uid: 6003, name: 'API Activity', category: 6, categoryName: 'Application Activity' },
  'application-lifecycle': {
    uid: 6002,
    name: 'Application Lifecycle',
    category: 6,
    categoryName: 'Application Activity',
  },
};

const activities: Readonly<Record<OcsfClass, Readonly<Record<number, string>>>> = {
  authentication: { 2: 'Logoff' },
  'api-activity': { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete' },
  'application-lifecycle': { 3: 'Start', 4: 'Stop' },
};

const statuses: Readonly<Record<AuditOutcome, readonly [id: number, caption: string]>> = {
  done: [1, 'Success'],
  failed: [2, 'Failure'],
  refused: [2, 'Failure'],
  unknown: [0, 'Unknown'],
  intended: [99, 'Intended'],
};

/** A record as an event. What the schema has no attribute for is in `unmapped`, so that nothing of the record is lost. */
export function toOcsf(record: AuditRecord): Readonly<Record<string, unknown>> {
  const { action, connection, details, elapsedMs, hash, operator, outcome, previous, version } = record;
  const { activity, class: name } = eventClasses[action].ocsf;
  const type = classes[name];
  const activityName = activities[name][activity] ?? action;
  const [statusId, status] = statuses[outcome];
  const product = { name: 'Curfew', vendor_name: 'Curfew', version };
  return {
    activity_id: activity,
    activity_name: activityName,
    category_uid: type.category,
    category_name: type.categoryName,
    class_uid: type.uid,
    class_name: type.name,
    type_uid: type.uid * 100 + activity,
    type_name: `${type.name}: ${activityName}`,
    time: Date.parse(record.time),
    // Low, for somebody to look at: something was ordered and did not happen.
    severity_id: statusId === 2 ? 2 : 1,
    severity: statusId === 2 ? 'Low' : 'Informational',
    status_id: statusId,
    status,
    status_code: outcome,
    metadata: {
      version: schemaVersion,
      product,
      uid: hash,
      sequence: record.sequence,
      correlation_uid: record.correlation,
      event_code: action,
      log_name: 'curfew-audit-log',
      original_time: record.time,
    },
    ...attributesOf(name, record, product),
    unmapped: {
      account: operator.account,
      elapsed_ms: elapsedMs,
      connection,
      revocation: record.revocation,
      reason: record.reason,
      ticket: record.ticket,
      user: record.user,
      session: record.session,
      details,
      previous,
    },
  };
}

/** What each class has of its own. */
function attributesOf(
  name: OcsfClass,
  record: AuditRecord,
  product: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const actor = { app_name: 'Curfew', user: { name: record.operator.name, uid: record.operator.account } };
  const source = { hostname: record.operator.host };
  switch (name) {
    case 'application-lifecycle':
      return { app: product };
    case 'authentication':
      return {
        actor,
        src_endpoint: source,
        user: userOf(record),
        service: serviceOf(record),
        ...(record.session === null ? {} : { session: { uid: record.session } }),
        ...countOf(record),
      };
    case 'api-activity':
      return {
        actor,
        src_endpoint: source,
        api: {
          operation: record.action satisfies AuditAction,
          service: serviceOf(record),
          request: { uid: record.correlation },
        },
        resources: resourcesOf(record),
      };
  }
}

/** A batch can have sessions of several users; which ones, its revocation says. */
function userOf({ user }: AuditRecord): Readonly<Record<string, unknown>> {
  return user === null
    ? { name: 'several users', type_id: 99, type: 'Several users' }
    : { uid: user, type_id: 1, type: 'User' };
}

function serviceOf({ connection }: AuditRecord): Readonly<Record<string, unknown>> {
  if (connection === null) return { name: 'Curfew' };
  return { name: connection.name, uid: connection.id, labels: [connection.environment] };
}

/** How many sessions the event is about. */
function countOf({ details }: AuditRecord): Readonly<Record<string, unknown>> {
  return typeof details.count === 'number' ? { count: details.count } : {};
}

function resourcesOf({
  revocation,
  session,
  user,
}: AuditRecord): readonly Readonly<Record<string, string>>[] {
  const resources = { user, session, revocation };
  return Object.entries(resources).flatMap(([type, uid]) => (uid === null ? [] : [{ type, uid }]));
}
