import type { ErrorCode } from './error-traits.ts';

export interface ErrorText {
  /** One sentence: what happened. */
  readonly message: string;
  /** What it means for the sessions, and what to do. */
  readonly hint?: string;
}

/**
 * What is said of an error of which only the code was kept: in a stored revocation, where an error belongs to many
 * sessions. Where it happens, the error has a sentence of its own that says more.
 */
export const errorTexts: Readonly<Record<ErrorCode, ErrorText>> = {
  unreachable: {
    message: 'The core could not be reached.',
    hint: 'Check the address and the network, then try again.',
  },
  tls: {
    message: 'The certificate of the core was not accepted.',
    hint: 'Check the certificate and the address of the connection.',
  },
  timeout: {
    message: 'The core did not answer in time.',
    hint: 'The call may have ended sessions. Only reading them again shows which are active.',
  },
  'bad-key': {
    message: 'The core refused the API key.',
    hint: 'Nothing was changed by this call. Enter the right key in the connection, then try again.',
  },
  'incompatible-core': {
    message: 'The core does not speak the interface that Curfew speaks.',
    hint: 'Use a core of a version that Curfew supports.',
  },
  'not-a-core': {
    message: 'Something else than a SuperTokens core answered.',
    hint: 'A proxy or a log-in page may be on the way to the core. Check the address of the connection.',
  },
  'rate-limited': {
    message: 'The core asked for fewer calls.',
    hint: 'Nothing was changed by this call. Try again later.',
  },
  'core-error': {
    message: 'The core answered with an error.',
    hint: 'The call may have ended sessions. Only reading them again shows which are active. The log of the core says more.',
  },
  'bad-input': {
    message: 'The core did not accept the call.',
    hint: 'The session handle or the user id may be damaged.',
  },
  'not-found': {
    message: 'The core does not know what the call asked for.',
    hint: 'It may have been deleted meanwhile.',
  },
  'tenant-unknown': {
    message: 'The core has no such tenant.',
    hint: 'A tenant that does not exist has no sessions. Check the session handle.',
  },
  'feature-missing': {
    message: 'The core does not have the feature that this needs.',
    hint: 'Enable the feature in the core.',
  },
  'read-only': {
    message: 'The connection is read-only.',
    hint: 'Nothing was sent. Allow changes in the connection, then try again.',
  },
  locked: {
    message: 'Another console uses the data folder.',
    hint: 'Close the other console.',
  },
  'store-unavailable': {
    message: 'The data folder could not be read or written.',
    hint: 'Check that the folder exists and can be written, then try again.',
  },
  'disk-full': {
    message: 'The disk of the data folder is full.',
    hint: 'Free space on the disk, then try again.',
  },
  'store-damaged': {
    message: 'A file in the data folder is damaged.',
    hint: 'Restore the file from a backup.',
  },
  'store-newer': {
    message: 'A newer version of Curfew made the file.',
    hint: 'Open it with the newer version.',
  },
  'secret-store-unavailable': {
    message: 'The secret store of this system could not be used.',
    hint: 'Unlock the secret store, then try again.',
  },
  'still-active': {
    message: 'The session is still active, although the core did not refuse to end it.',
    hint: 'End it again. If it stays active, the log of the core may say why.',
  },
  stopped: {
    message: 'The session was still active when the revocation was stopped.',
    hint: 'End it in another revocation.',
  },
  interrupted: {
    message: 'Curfew ended before the core had answered.',
    hint: 'The call may have ended the session. Only reading it again shows whether it is active.',
  },
  'other-core': {
    message: 'Another core answered than the one whose sessions were listed.',
    hint: 'The session can still be active at the first core. Correct the address of the connection, then read it again.',
  },
  aborted: {
    message: 'The call was stopped.',
    hint: 'Try again.',
  },
  internal: {
    message: 'Something went wrong inside Curfew.',
    hint: 'Try again. If it stays, restart Curfew and report what you did.',
  },
};
