import { Failure, failure } from '../../../contract/failure.ts';
import { stoppedFailure } from './call.ts';
import type { NoAnswer } from './exchange.ts';

export interface Limits {
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** Why no answer came, in words, and whether the request was sent. `host` is the name with its port. */
export function networkFailure(end: NoAnswer, host: string, limits: Limits): Failure {
  const { error } = reasonOf(end, host, limits);
  return new Failure({ ...error, sent: end.sent });
}

function reasonOf(end: NoAnswer, host: string, limits: Limits): Failure {
  if (end.cause === 'stopped') return stoppedFailure();
  if (end.cause === 'too-late') return tooLate(host, limits.requestTimeoutMs);
  const code = codeOf(end.error);
  const details = { host, cause: code };
  if (isTlsCode(code)) return tlsFailure(code, host);
  if (code.startsWith('HPE_')) {
    return failure('not-a-core', `${host} does not answer in HTTP.`, {
      hint: 'Check the port of the address, and whether it begins with http:// or https://.',
      details,
    });
  }
  switch (code) {
    case 'ECONNREFUSED':
      return failure('unreachable', `Nothing listens at ${host}.`, {
        hint: 'Start the core, or correct the address of the connection.',
        details,
      });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure('unreachable', `The name ${host} was not found.`, {
        hint: 'Check the spelling of the address, and whether this computer is in the right network.',
        details,
      });
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return failure('unreachable', `There is no way to ${host} from this network.`, {
        hint: 'Check the network or the VPN of this computer.',
        details,
      });
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return failure(
        'timeout',
        `${host} did not take the connection within ${seconds(limits.connectTimeoutMs)}.`,
        {
          hint: 'Check the address, the network and firewalls on the way, or allow more time in the connection.',
          details,
        },
      );
    default:
      return failure('unreachable', `${host} closed the connection without an answer.`, {
        hint: 'The core may have stopped, or it expects https:// in the address. Try again.',
        details,
      });
  }
}

function tooLate(host: string, limitMs: number): Failure {
  return failure('timeout', `${host} did not answer within ${seconds(limitMs)}.`, {
    hint: 'Try again, or allow more time in the connection.',
    details: { host },
  });
}

/** The code of the error, or of the first cause that has one. */
function codeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    // It has a code of its own only sometimes.
    if (cause.name === 'HTTPParserError') return 'HPE_INVALID';
  }
  return 'unknown';
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

/** Whether a system error is about the encryption. */
function isTlsCode(code: string): boolean {
  return (
    untrusted.has(code) ||
    code.startsWith('CERT_') ||
    code.startsWith('ERR_TLS_') ||
    code.startsWith('ERR_SSL_') ||
    code === 'EPROTO'
  );
}

/** A refused encryption, told apart as far as the cause goes. There is no switch to go on without. */
function tlsFailure(code: string, host: string): Failure {
  const { message, hint } = words(code, host);
  return failure('tls', message, { hint, details: { host, cause: code } });
}

function words(code: string, host: string): { message: string; hint: string } {
  if (untrusted.has(code)) {
    return {
      message: `The certificate of ${host} is not signed by an authority that Curfew trusts.`,
      hint: 'Start Curfew with NODE_EXTRA_CA_CERTS set to the file of your certificate authority (PEM).',
    };
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return { message: `The certificate of ${host} has expired.`, hint: 'Renew the certificate of the core.' };
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return {
      message: `The certificate of ${host} is not valid yet.`,
      hint: 'Check the clock of this computer and the certificate of the core.',
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      message: `The certificate of ${host} was made for another name.`,
      hint: 'Use the name that stands in the certificate.',
    };
  }
  return {
    message: `${host} refused the encrypted connection.`,
    hint: 'Check the port, and whether the address begins with http:// or https://.',
  };
}
