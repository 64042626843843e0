// Without schemas: the threads of the store take these names, and would take 15 MB each with zod.

/** What a line of a list can be. */
export const lineKinds = [
  'session-handle',
  'user-id',
  'email',
  'phone',
  'third-party-id',
  'access-token',
] as const;
export type LineKind = (typeof lineKinds)[number];

/** What a line turned out to be. */
export const lineResults = [
  'session',
  'user',
  'duplicate',
  'unknown',
  'ambiguous',
  'malformed',
  'unread',
] as const;
export type LineResultType = (typeof lineResults)[number];

/**
 * What became of the OAuth2 tokens that were issued on a session. `sent`: their end was asked for, and the answer is not known
 * yet. `unknown`: it was asked for, and whether it was done is not known.
 */
export const oauthStates = ['not-asked', 'sent', 'ended', 'unknown'] as const;
export type OAuthState = (typeof oauthStates)[number];

/** The state of a target. `sent` and `still-active` occur while running only. */
export const targetStates = [
  'planned',
  'sent',
  'revoked',
  'already-gone',
  'unknown',
  'revoked-unconfirmed',
  'still-active',
  'failed',
] as const;
export type TargetState = (typeof targetStates)[number];

/**
 * What conditions of a rule ask about: the fields of `ruleCondition`. Positions are on disk: new names go to the end.
 */
export const ruleFields = [
  'tenant',
  'email-domain',
  'role',
  'joined',
  'created',
  'expires',
  'ip',
  'user-agent',
  'payload',
] as const;
export type RuleField = (typeof ruleFields)[number];

/** What a record of the audit log says was done. Positions are on disk: new names go to the end. */
export const auditActions = [
  'console.started',
  'console.ended',
  'connection.opened',
  'connection.closed',
  'connection.changed',
  'connection.removed',
  'key.set',
  'search.made',
  'user.viewed',
  'session.viewed',
  'draft.made',
  'plan.frozen',
  'question.confirmed',
  'run.started',
  'run.paused',
  'run.resumed',
  'run.stopped',
  'run.finished',
  'batch.intended',
  'batch.ended',
  'export.written',
  'settings.changed',
  'attempt.refused',
  'log.key-made',
  'log.checkpoint',
  'log.segment-sealed',
  'log.segment-begun',
  'oauth.intended',
  'oauth.ended',
  'connection.tried',
  'draft.changed',
  'draft.discarded',
  'revocation.removed',
  'console.locked',
  'console.unlocked',
  'lock.changed',
  'signals.queued',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** How it went. Positions are on disk: new names go to the end. */
export const auditOutcomes = ['done', 'intended', 'refused', 'failed', 'unknown'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];
