import type { AuditDetails, AuditRecord } from '../../../../contract/domain/audit/record.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import { actionLabels } from '../audit-actions.ts';

/** What was done, with its most telling number: one line of a table. */
export function summaryOf({ action, details }: Pick<AuditRecord, 'action' | 'details'>): string {
  const notSent = details.state === 'not-sent' ? notSentLabels.get(action) : undefined;
  const label = text(notSent ?? actionLabels[action]);
  const number = numberIn(details, 'count') ?? numberIn(details, 'targets');
  switch (action) {
    case 'batch.intended':
    case 'batch.ended':
    case 'oauth.intended':
    case 'oauth.ended':
    case 'plan.frozen':
    case 'question.confirmed':
    case 'run.started':
      return number === null ? label : text('audit.summary.sessions', { action: label, count: number });
    case 'run.finished': {
      const ended = numberIn(details, 'ended');
      return ended === null ? label : text('audit.summary.ended', { action: label, count: ended });
    }
    default:
      return label;
  }
}

/** Batches that were intended, and never left: a run was paused or stopped before. */
const notSentLabels: ReadonlyMap<AuditRecord['action'], MessageKey> = new Map([
  ['batch.ended', 'audit.action.batch-not-sent'],
  ['oauth.ended', 'audit.action.oauth-not-sent'],
]);

function numberIn(details: AuditDetails, name: string): number | null {
  const value = details[name];
  return typeof value === 'number' ? value : null;
}

const outcomeSentences = {
  done: 'audit.sentence.done',
  intended: 'audit.sentence.intended',
  refused: 'audit.sentence.refused',
  failed: 'audit.sentence.failed',
  unknown: 'audit.sentence.unknown',
} as const satisfies Readonly<Record<AuditRecord['outcome'], MessageKey>>;

/** How it went, in a sentence. `isOpen`: an intent of which the log has no outcome. */
export function formatOutcome({ outcome }: Pick<AuditRecord, 'outcome'>, isOpen: boolean): string {
  return text(isOpen ? 'audit.sentence.open' : outcomeSentences[outcome]);
}

/** Names of details. What is not among them is shown under the name that the record has for it. */
const detailLabels: Readonly<Record<string, MessageKey>> = {
  alreadyGone: 'audit.detail.already-gone',
  batch: 'audit.detail.batch',
  by: 'audit.detail.by',
  byUserId: 'audit.detail.by-user-id',
  bytes: 'audit.detail.bytes',
  change: 'audit.detail.change',
  channel: 'audit.detail.channel',
  closedByUserId: 'audit.detail.closed-by-user-id',
  code: 'audit.detail.code',
  count: 'audit.detail.count',
  ended: 'audit.detail.ended',
  excluded: 'audit.detail.excluded',
  failed: 'audit.detail.failed',
  fields: 'audit.detail.fields',
  format: 'audit.detail.format',
  found: 'audit.detail.found',
  isThere: 'audit.detail.is-there',
  isTyped: 'audit.detail.is-typed',
  isWhole: 'audit.detail.is-whole',
  key: 'audit.detail.key',
  kind: 'audit.detail.kind',
  kinds: 'audit.detail.kinds',
  linkedSessionsLeft: 'audit.detail.linked-sessions-left',
  linkedSessionsUnknown: 'audit.detail.linked-sessions-unknown',
  lost: 'audit.detail.lost',
  newSessionsLeft: 'audit.detail.new-sessions-left',
  newSessionsUnknown: 'audit.detail.new-sessions-unknown',
  name: 'audit.detail.name',
  notCovered: 'audit.detail.not-covered',
  notNamed: 'audit.detail.not-named',
  notSent: 'audit.detail.not-sent',
  oauthTokens: 'audit.detail.oauth-tokens',
  of: 'audit.detail.of',
  origin: 'audit.detail.origin',
  own: 'audit.detail.own',
  ownUnread: 'audit.detail.own-unread',
  part: 'audit.detail.part',
  pass: 'audit.detail.pass',
  passes: 'audit.detail.passes',
  path: 'audit.detail.path',
  protectsAllServices: 'audit.detail.protects-all-services',
  publicKey: 'audit.detail.public-key',
  question: 'audit.detail.question',
  receiver: 'audit.detail.receiver',
  receivers: 'audit.detail.receivers',
  recovered: 'audit.detail.recovered',
  replaces: 'audit.detail.replaces',
  result: 'audit.detail.result',
  resumed: 'audit.detail.resumed',
  revoked: 'audit.detail.revoked',
  revokedUnconfirmed: 'audit.detail.revoked-unconfirmed',
  rows: 'audit.detail.rows',
  rule: 'audit.detail.rule',
  sessions: 'audit.detail.sessions',
  setting: 'audit.detail.setting',
  sha256: 'audit.detail.sha256',
  signature: 'audit.detail.signature',
  source: 'audit.detail.source',
  state: 'audit.detail.state',
  targets: 'audit.detail.targets',
  tenants: 'audit.detail.tenants',
  text: 'audit.detail.text',
  times: 'audit.detail.times',
  unknown: 'audit.detail.unknown',
  users: 'audit.detail.users',
  verified: 'audit.detail.verified',
  wholeUsers: 'audit.detail.whole-users',
  why: 'audit.detail.why',
  work: 'audit.detail.work',
};

interface Detail {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

/** What an action has to say beside the fields of all records. */
export function formatDetails({ details }: Pick<AuditRecord, 'details'>): readonly Detail[] {
  return Object.entries(details).map(([name, value]) => {
    const label = detailLabels[name];
    return { name, label: label === undefined ? name : text(label), value: formatValue(value) };
  });
}

function formatValue(value: AuditDetails[string]): string {
  if (value === null) return text('tables.not-recorded');
  if (typeof value === 'number') return formatCount(value);
  if (typeof value === 'boolean') return text(value ? 'audit.yes' : 'audit.no');
  return value;
}
