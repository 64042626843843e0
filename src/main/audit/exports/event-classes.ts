import type { AuditAction } from '../../../contract/domain/stored-names.ts';

/** Classes of OCSF that have the actions of the log. */
export type OcsfClass = 'authentication' | 'api-activity' | 'application-lifecycle';

/** Where an action belongs in the schemas that other systems understand. */
interface EventClass {
  readonly ocsf: {
    readonly class: OcsfClass;
    /** Numbers are those of the class; 99 is "other", and is named by the action itself. */
    readonly activity: number;
  };
  readonly ecs: { readonly category: readonly string[]; readonly type: readonly string[] };
}

/** Activities of "API Activity". */
const [create, read, update, remove, other] = [1, 2, 3, 4, 99];

function api(activity: number, category: string, type: string): EventClass {
  return { ocsf: { class: 'api-activity', activity }, ecs: { category: [category], type: [type] } };
}

/** Sessions ended. An intent is none: whoever counts logoffs counts each session once. */
const logoff: EventClass = {
  ocsf: { class: 'authentication', activity: 2 },
  ecs: { category: ['authentication', 'session'], type: ['end'] },
};

const consoleStart: EventClass = {
  ocsf: { class: 'application-lifecycle', activity: 3 },
  ecs: { category: ['process'], type: ['start'] },
};

const consoleStop: EventClass = {
  ocsf: { class: 'application-lifecycle', activity: 4 },
  ecs: { category: ['process'], type: ['end'] },
};

export const eventClasses: Readonly<Record<AuditAction, EventClass>> = {
  'console.started': consoleStart,
  'console.ended': consoleStop,
  'connection.opened': api(other, 'configuration', 'access'),
  'connection.closed': api(other, 'configuration', 'info'),
  'connection.changed': api(update, 'configuration', 'change'),
  'connection.removed': api(remove, 'configuration', 'deletion'),
  'key.set': api(update, 'configuration', 'change'),
  'search.made': api(read, 'iam', 'info'),
  'user.viewed': api(read, 'iam', 'user'),
  'session.viewed': api(read, 'session', 'info'),
  'draft.made': api(create, 'session', 'info'),
  'plan.frozen': api(create, 'session', 'info'),
  'question.confirmed': api(other, 'session', 'info'),
  'run.started': api(other, 'session', 'info'),
  'run.paused': api(other, 'session', 'info'),
  'run.resumed': api(other, 'session', 'info'),
  'run.stopped': api(other, 'session', 'info'),
  'run.finished': api(other, 'session', 'info'),
  'batch.intended': api(remove, 'session', 'info'),
  'batch.ended': logoff,
  'oauth.intended': api(remove, 'session', 'info'),
  'oauth.ended': api(remove, 'session', 'end'),
  'export.written': api(read, 'file', 'creation'),
  'settings.changed': api(update, 'configuration', 'change'),
  'attempt.refused': api(other, 'api', 'denied'),
  'log.key-made': api(create, 'configuration', 'creation'),
  'log.checkpoint': api(create, 'configuration', 'info'),
  'log.segment-sealed': api(other, 'configuration', 'info'),
  'log.segment-begun': api(other, 'configuration', 'info'),
  'connection.tried': api(other, 'configuration', 'access'),
  'draft.changed': api(update, 'session', 'info'),
  'draft.discarded': api(remove, 'session', 'info'),
  'revocation.removed': api(remove, 'session', 'info'),
  'console.locked': api(other, 'configuration', 'info'),
  'console.unlocked': api(other, 'configuration', 'access'),
  'lock.changed': api(update, 'configuration', 'change'),
  'signals.queued': api(create, 'session', 'info'),
};
