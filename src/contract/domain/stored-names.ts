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

// Without schemas: see `line-names.ts`.

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
 * What conditions of a rule ask about: the fields of `ruleCondition`. Without schemas, because threads need the names that
 * do without zod. Positions are on disk: new names go to the end.
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
