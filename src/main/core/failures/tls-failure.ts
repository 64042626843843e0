import { type Failure, failure } from '../../../contract/failure.ts';

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

/** Whether a system error is about the encryption. */
export function isTlsCode(code: string): boolean {
  return (
    untrusted.has(code) ||
    code.startsWith('CERT_') ||
    code.startsWith('ERR_TLS_') ||
    code.startsWith('ERR_SSL_') ||
    code === 'EPROTO'
  );
}

/** A refused encryption, told apart as far as the cause goes. There is no switch to go on without. */
export function tlsFailure(code: string, host: string): Failure {
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
