import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** What an encrypted connection trusts. */
export interface Trust {
  readonly context: tls.SecureContext;
  /** Authorities that could not be read: a certificate may be refused for that reason alone. */
  readonly unread: UnreadAuthorities | null;
}

export type UnreadAuthorities = 'system' | 'file';

/** Of TLS 1.2, those with forward secrecy and authenticated encryption, as RFC 9325 recommends. TLS 1.3 has no others. */
export const recommendedCiphers = ['ECDSA', 'RSA']
  .flatMap((signature) =>
    ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305'].map(
      (cipher) => `ECDHE-${signature}-${cipher}`,
    ),
  )
  .join(':');

/**
 * Node's own authorities, those of the system, those in the file that NODE_EXTRA_CA_CERTS names, and those of the
 * connection. Made once for each pool, because reading some 150 certificates takes milliseconds. A store that cannot be
 * read must not close the way to cores that need none of it.
 */
export function trustAuthorities(ofConnection: readonly string[], ciphers?: string): Trust {
  const system = readOrNull(() => tls.getCACertificates('system'));
  const file = readOrNull(() => ofFile(process.env.NODE_EXTRA_CA_CERTS));
  const ca = [...tls.rootCertificates, ...(system ?? []), ...(file ?? []), ...ofConnection];
  return {
    // The lowest version is set here, because a switch or NODE_OPTIONS can lower the one of Node.
    context: tls.createSecureContext({ ca, minVersion: 'TLSv1.2', ...(ciphers ? { ciphers } : {}) }),
    unread: system === null ? 'system' : file === null ? 'file' : null,
  };
}

/** Null also where this Node has no such function. */
function readOrNull(read: () => readonly string[]): readonly string[] | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Read here because a packaged Electron ignores the variable. */
function ofFile(path: string | undefined): readonly string[] {
  return path === undefined || path === '' ? [] : [readFileSync(path, 'utf8')];
}
