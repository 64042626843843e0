import { X509Certificate } from 'node:crypto';
import { type Authority, mostAuthorities } from '../../contract/domain/connection.ts';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { type Failure, failure } from '../../contract/failure.ts';

/**
 * The certificates of a text in PEM, each once. Throws a `Failure` when there is none, or when one of them cannot be an
 * authority. A private key is refused: it has no place in the settings of a connection.
 */
export function readAuthorities(text: string, now = Date.now()): readonly Authority[] {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw refused('private-key-pasted');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw refused('no-certificate');
  if (blocks.length > mostAuthorities)
    throw failure('bad-input', { reason: 'field-too-large', params: { field: 'authorities' } });
  const authorities = blocks.map((pem, at) => {
    const authority = readAuthority(pem, at + 1);
    if (authority.expiresAt <= now) throw refused('authority-expired', at + 1);
    return authority;
  });
  return [...new Map(authorities.map((authority) => [authority.fingerprint, authority])).values()];
}

/** Authorities as they are saved: what a page says of a certificate is read from it again. Throws a `Failure` for what is none. */
export function checkedAuthorities(authorities: readonly Authority[]): readonly Authority[] {
  return authorities.map(({ pem }, at) => readAuthority(pem, at + 1));
}

/** Those that are trusted now, and were not before. */
export function newlyTrusted(before: readonly Authority[], now: readonly Authority[]): readonly Authority[] {
  const trusted = new Set(before.map(({ fingerprint }) => fingerprint));
  return now.filter(({ fingerprint }) => !trusted.has(fingerprint));
}

/** One certificate, as it is saved. `number` names it in errors. Its expiry is not looked at: it was good when it was added. */
export function readAuthority(pem: string, number: number): Authority {
  const certificate = parse(pem);
  if (!certificate) throw refused('certificate-unreadable', number);
  if (!certificate.ca && !isSelfSigned(certificate)) throw refused('certificate-not-authority', number);
  return {
    // Written anew: nothing that was beside the certificate stays.
    pem: certificate.toString(),
    subject: certificate.subject.split('\n').join(', ').slice(0, 4_096),
    expiresAt: certificate.validToDate.getTime(),
    fingerprint: certificate.fingerprint256,
  };
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** A core's own certificate can be trusted when it is signed by itself. */
function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}

function refused(reason: ErrorReason, number?: number): Failure {
  return failure('bad-input', { reason, ...(number === undefined ? {} : { params: { number } }) });
}
