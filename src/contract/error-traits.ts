// Without schemas: see `domain/stored-names.ts`.

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
  /** This console did not let it happen: the operator said no, or a limit of the window was reached. */
  'refused',
  /** This console is locked: it answers again after it was unlocked. */
  'console-locked',
  /** A receiver outside answered, and took nothing. */
  'receiver-refused',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

interface ErrorTraits {
  /** The very same call can succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /**
   * The core as a whole does not serve us: other calls fail too until that changes, so the work waits or pauses. False
   * for a failure that can belong to the one call alone.
   */
  readonly coreAway: boolean;
  /**
   * The connection leads to no core that can be used: it is shown as away, and its settings are the place to look at.
   */
  readonly connectionFault: boolean;
  /** Something at the address answered, be it a core or not. */
  readonly answered: boolean;
  /** A core that can be used answered, and its answer is about what was asked. */
  readonly answeredByCore: boolean;
  /** The core refuses such a call unread: nothing was changed, although the request was sent. */
  readonly certainlyNotExecuted: boolean;
  /** Waiting does not help: the operator has to change something first (a key, an address, a disk). */
  readonly needsOperator: boolean;
}

const none: ErrorTraits = {
  retryable: false,
  coreAway: false,
  connectionFault: false,
  answered: false,
  answeredByCore: false,
  certainlyNotExecuted: false,
  needsOperator: false,
};
const noConnection: ErrorTraits = { ...none, coreAway: true, connectionFault: true };
const answerOfCore: ErrorTraits = { ...none, answered: true, answeredByCore: true };

/** What is true of every error with this code. */
export const errorTraits: Readonly<Record<ErrorCode, ErrorTraits>> = {
  unreachable: { ...noConnection, retryable: true },
  tls: { ...noConnection, needsOperator: true },
  timeout: { ...noConnection, retryable: true },
  // Status 401: refused before the call is looked at.
  'bad-key': { ...noConnection, answered: true, certainlyNotExecuted: true, needsOperator: true },
  'incompatible-core': { ...noConnection, answered: true, needsOperator: true },
  // Often the page of a proxy or of a log-in on the way, which can go away by itself.
  'not-a-core': { ...noConnection, answered: true },
  // Status 429: refused before the call is looked at.
  'rate-limited': { ...none, retryable: true, coreAway: true, answered: true, certainlyNotExecuted: true },
  'core-error': { ...answerOfCore, retryable: true },
  'bad-input': { ...answerOfCore, needsOperator: true },
  'not-found': { ...answerOfCore, needsOperator: true },
  'tenant-unknown': answerOfCore,
  'feature-missing': answerOfCore,
  'read-only': { ...none, needsOperator: true },
  locked: { ...none, needsOperator: true },
  'store-unavailable': { ...none, retryable: true },
  'disk-full': { ...none, needsOperator: true },
  'store-damaged': { ...none, needsOperator: true },
  'store-newer': { ...none, needsOperator: true },
  'secret-store-unavailable': { ...none, connectionFault: true, needsOperator: true },
  'still-active': { ...none, retryable: true },
  stopped: { ...none, retryable: true },
  interrupted: { ...none, retryable: true },
  'other-core': { ...noConnection, needsOperator: true },
  // The connection was closed under the call, or its caller does not want it any more.
  aborted: { ...none, retryable: true, coreAway: true },
  internal: none,
  refused: none,
  'console-locked': { ...none, needsOperator: true },
  'receiver-refused': { ...none, retryable: true },
};

/** What these questions need of an error: see `AppError`. */
interface CodedError {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly sent?: boolean | undefined;
}

export function traitsOf(error: CodedError): ErrorTraits {
  return errorTraits[error.code];
}

/** Whether an error is about the core as a whole, or about the worker that talks to it, which is started again. */
export function isCoreAway(error: CodedError): boolean {
  return errorTraits[error.code].coreAway || (error.code === 'internal' && error.retryable);
}

/** Whether the same call can be answered later although nobody changes what is asked. */
export function isTransient(error: CodedError): boolean {
  return isCoreAway(error) || (error.code === 'core-error' && error.retryable);
}

/**
 * Whether the core certainly did nothing: the request did not leave, or was refused unread. A failure that does not say
 * whether it was sent counts as sent.
 */
export function isCertainlyNotExecuted(error: CodedError): boolean {
  return error.sent === false || errorTraits[error.code].certainlyNotExecuted;
}
