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
