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
