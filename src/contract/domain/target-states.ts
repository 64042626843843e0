// Without schemas: see `line-names.ts`.

/** How a target stands. `sent` and `still-active` occur while running only. */
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
