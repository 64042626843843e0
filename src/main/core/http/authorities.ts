import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** What the system trusts. A store that cannot be read must not close the way to cores that need none of it. */
function ofSystem(): readonly string[] {
  try {
    return tls.getCACertificates('system');
  } catch {
    return [];
  }
}

/** Read here because a packaged Electron ignores the variable. */
function ofFile(path: string | undefined): readonly string[] {
  if (path === undefined || path === '') return [];
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    // As Node does: what is missing is found out when a certificate is refused.
    return [];
  }
}

/**
 * Whom an encrypted connection trusts: Node's own authorities, those of the system, and those in the file that
 * NODE_EXTRA_CA_CERTS names. Made once for each pool, because reading some 150 certificates takes milliseconds.
 */
export function trustedAuthorities(): tls.SecureContext {
  const ca = [...tls.rootCertificates, ...ofSystem(), ...ofFile(process.env.NODE_EXTRA_CA_CERTS)];
  return tls.createSecureContext({ ca });
}
