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
export const verdicts = [
  'session',
  'user',
  'duplicate',
  'unknown',
  'ambiguous',
  'malformed',
  'unread',
] as const;
export type Verdict = (typeof verdicts)[number];
