// Without schemas: see `domain/line-names.ts`.

/** Every way a call can fail. A closed set: the renderer has a sentence and a next step for each; `error-traits.ts` has its traits. */
export const errorCodes = [
  'unreachable',
  'tls',
  'timeout',
  'bad-key',
  'incompatible-core',
  'not-a-core',
  'rate-limited',
  'core-error',
  'bad-input',
  'not-found',
  'tenant-unknown',
  'feature-missing',
  'read-only',
  /** The data folder is used by another console. */
  'locked',
  'store-unavailable',
  'disk-full',
  'store-damaged',
  /** A file was made by a newer version of Curfew. */
  'store-newer',
  'secret-store-unavailable',
  /** The session is still active, although the core did not refuse to end it. */
  'still-active',
  /** The session was still active when the revocation was stopped. */
  'stopped',
  /** Curfew ended before the core had answered. */
  'interrupted',
  /** Another core answers than the one whose sessions were listed. */
  'other-core',
  'aborted',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];
