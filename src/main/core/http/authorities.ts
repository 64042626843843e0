import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** What the system trusts. Node 20 cannot tell. */
function ofSystem(): readonly string[] {
  const list: unknown = Reflect.get(tls, 'getCACertificates');
  if (typeof list !== 'function') return [];
  try {
    return list('system') as string[];
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
