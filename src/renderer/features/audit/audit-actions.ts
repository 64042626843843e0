import { type AuditAction, type AuditOutcome, auditActions } from '../../../contract/domain/stored-names.ts';
import type { MessageKey } from '../../messages/catalogue.ts';

/** What a record says was done, in two or three words. */
export const actionLabels = {
  'console.started': 'audit.action.console-started',
  'console.ended': 'audit.action.console-ended',
  'connection.opened': 'audit.action.connection-opened',
  'connection.closed': 'audit.action.connection-closed',
  'connection.changed': 'audit.action.connection-changed',
  'connection.removed': 'audit.action.connection-removed',
  'key.set': 'audit.action.key-set',
  'search.made': 'audit.action.search-made',
  'user.viewed': 'audit.action.user-viewed',
  'session.viewed': 'audit.action.session-viewed',
  'draft.made': 'audit.action.draft-made',
  'plan.frozen': 'audit.action.plan-frozen',
  'question.confirmed': 'audit.action.question-confirmed',
  'run.started': 'audit.action.run-started',
  'run.paused': 'audit.action.run-paused',
  'run.resumed': 'audit.action.run-resumed',
  'run.stopped': 'audit.action.run-stopped',
  'run.finished': 'audit.action.run-finished',
  'batch.intended': 'audit.action.batch-intended',
  'batch.ended': 'audit.action.batch-ended',
  'export.written': 'audit.action.export-written',
  'settings.changed': 'audit.action.settings-changed',
  'attempt.refused': 'audit.action.attempt-refused',
  'log.key-made': 'audit.action.log-key-made',
  'log.checkpoint': 'audit.action.log-checkpoint',
  'log.segment-sealed': 'audit.action.log-segment-sealed',
  'log.segment-begun': 'audit.action.log-segment-begun',
  'oauth.intended': 'audit.action.oauth-intended',
  'oauth.ended': 'audit.action.oauth-ended',
  'connection.tried': 'audit.action.connection-tried',
  'draft.changed': 'audit.action.draft-changed',
  'draft.discarded': 'audit.action.draft-discarded',
  'revocation.removed': 'audit.action.revocation-removed',
  'console.locked': 'audit.action.console-locked',
  'console.unlocked': 'audit.action.console-unlocked',
  'lock.changed': 'audit.action.lock-changed',
  'signals.queued': 'audit.action.signals-queued',
} as const satisfies Readonly<Record<AuditAction, MessageKey>>;

/** Actions that belong together: what their names begin with. */
const groups = [
  {
    name: 'revocations',
    label: 'audit.group.revocations',
    parts: ['draft', 'plan', 'question', 'run', 'batch', 'oauth', 'signals', 'revocation'],
  },
  { name: 'views', label: 'audit.group.views', parts: ['search', 'user', 'session'] },
  { name: 'connections', label: 'audit.group.connections', parts: ['connection', 'key'] },
  {
    name: 'console',
    label: 'audit.group.console',
    parts: ['console', 'lock', 'settings', 'export', 'attempt'],
  },
  { name: 'log', label: 'audit.group.log', parts: ['log'] },
] as const satisfies readonly {
  readonly name: string;
  readonly label: MessageKey;
  readonly parts: readonly string[];
}[];

function isOfGroup(action: AuditAction, { parts }: (typeof groups)[number]): boolean {
  const [part = ''] = action.split('.');
  return (parts as readonly string[]).includes(part);
}

/** The groups of actions, each with its members. */
export const actionGroups = groups.map((group) => ({
  name: group.name,
  label: group.label,
  actions: auditActions.filter((action) => isOfGroup(action, group)),
}));

/** The actions that are meant by the name of one, or of a group; null: every action. */
export function actionsNamed(name: string | undefined): AuditAction[] | null {
  const group = actionGroups.find((one) => one.name === name);
  if (group !== undefined) return group.actions;
  const action = auditActions.find((one) => one === name);
  return action === undefined ? null : [action];
}

/** Steps of a run beside those that say that sessions of a user were ended. */
const steps: readonly AuditAction[] = ['batch.intended', 'oauth.intended', 'oauth.ended'];

/** What changed something or was tried, in the history of a user; not what was looked at, and not each step of a run. */
export const actionsOfHistory = auditActions.filter(
  (action) => actionsNamed('views')?.includes(action) !== true && !steps.includes(action),
);

export const outcomeLabels = {
  done: 'audit.outcome.done',
  intended: 'audit.outcome.intended',
  refused: 'audit.outcome.refused',
  failed: 'audit.outcome.failed',
  unknown: 'audit.outcome.unknown',
} as const satisfies Readonly<Record<AuditOutcome, MessageKey>>;
