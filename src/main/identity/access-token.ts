import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload } from 'jose';
import type { VerifiedToken } from '../../contract/domain/search.ts';
import { toAppError } from '../../contract/failure.ts';
import type { CorePort, SigningKey } from '../core/protocol.ts';

// The only one that the core signs access tokens with. `none` and the HMAC family would let anyone make tokens.
const algorithm = 'RS256';
const longestClaim = 1_024;

interface Decoded {
  readonly kid: string | null;
  readonly alg: string | null;
  readonly claims: JWTPayload;
}

/**
 * Decodes an access token here and checks its signature against the core's keys. Nothing of the token is sent.
 * `findKey` may reject: then the token is `unchecked`, and says why.
 */
export async function verifyToken(
  token: string,
  findKey: (kid: string) => Promise<SigningKey | null>,
  now: number,
): Promise<VerifiedToken> {
  const decoded = decode(token);
  if (!decoded) return tokenResult('malformed', {});
  const { kid, alg, claims } = decoded;
  if (alg !== algorithm || kid === null) return tokenResult('foreign', claims);
  let key: SigningKey | null;
  try {
    key = await findKey(kid);
  } catch (thrown) {
    return { ...tokenResult('unchecked', claims), error: toAppError(thrown) };
  }
  if (!key || !(await isSignedWith(key, token))) return tokenResult('foreign', claims);
  const expiresAt = milliseconds(claims.exp);
  return tokenResult(expiresAt !== null && expiresAt <= now ? 'expired' : 'valid', claims);
}

function decode(token: string): Decoded | null {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return { kid: kid ?? null, alg: alg ?? null, claims: decodeJwt(token) };
  } catch {
    return null;
  }
}

async function isSignedWith(jwk: SigningKey, token: string): Promise<boolean> {
  if (jwk.kty !== 'RSA') return false;
  try {
    await compactVerify(token, await importJWK({ ...jwk }, algorithm), { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}

function tokenResult(state: VerifiedToken['state'], claims: JWTPayload): VerifiedToken {
  return {
    state,
    handle: text(claims.sessionHandle),
    userId: text(claims.sub),
    tenantId: text(claims.tId),
    issuedAt: milliseconds(claims.iat),
    expiresAt: milliseconds(claims.exp),
  };
}

function text(claim: unknown): string | null {
  return typeof claim === 'string' && claim !== '' && claim.length <= longestClaim ? claim : null;
}

function milliseconds(claim: unknown): number | null {
  return typeof claim === 'number' && Number.isFinite(claim) ? claim * 1000 : null;
}

export interface KeyCache {
  /** The core's key with this id; null: it has none. Rejects when the keys cannot be read. */
  readonly find: (core: CorePort, kid: string, signal: AbortSignal) => Promise<SigningKey | null>;
}

interface KeySet {
  readonly keys: readonly SigningKey[];
  readonly freshUntil: number;
}

/**
 * Caches the keys of each core as long as its Cache-Control allows. They belong to the open core itself, so that a connection whose
 * address was changed reads them again.
 */
export function createKeyCache(now: () => number): KeyCache {
  const sets = new WeakMap<CorePort, KeySet>();

  async function read(core: CorePort, signal: AbortSignal): Promise<KeySet> {
    const { keys, maxAgeS } = await core.signingKeys(signal);
    const set = { keys, freshUntil: now() + maxAgeS * 1000 };
    sets.set(core, set);
    return set;
  }

  return {
    find: async (core, kid, signal) => {
      const cached = sets.get(core);
      const known = cached && cached.freshUntil > now() ? keyOf(cached, kid) : null;
      // An unknown id can be that of a key which is newer than the cached ones.
      return known ?? keyOf(await read(core, signal), kid);
    },
  };
}

function keyOf(set: KeySet, kid: string): SigningKey | null {
  return set.keys.find((key) => key.kid === kid) ?? null;
}
