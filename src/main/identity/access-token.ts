import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload } from 'jose';
import type { PastedToken } from '../../contract/domain/search.ts';
import { toAppError } from '../../contract/failure.ts';
import type { CorePort, SigningKey } from '../core/protocol.ts';

// The only one that the core signs access tokens with. `none` and the HMAC family would let anyone make tokens.
const algorithm = 'RS256';
const longestClaim = 1_024;

interface Decoded {
  readonly kid: string | null;
  readonly alg: string | null;
  readonly claims: JWTPayload;
  /** Bytes of the signature; null: the token was cut off before it. */
  readonly signatureBytes: number | null;
}

/**
 * Decodes an access token here and verifies its signature with the core's keys. Nothing of the token is sent.
 * `findKey` may reject: then the token is `unverified`, and `error` says why.
 */
export async function verifyToken(
  token: string,
  findKey: (kid: string) => Promise<SigningKey | null>,
  now: number,
): Promise<PastedToken> {
  const decoded = decode(token);
  if (!decoded) return withoutStart(token);
  const { kid, alg, claims, signatureBytes } = decoded;
  if (alg !== algorithm || kid === null) return result('foreign', claims);
  if (signatureBytes === null || signatureBytes < shortestSignature) return result('incomplete', claims);
  let key: SigningKey | null;
  try {
    key = await findKey(kid);
  } catch (thrown) {
    return { ...result('unverified', claims), error: toAppError(thrown) };
  }
  if (!key) return result('foreign', claims);
  if (signatureBytes < bytesOf(key)) return result('incomplete', claims);
  if (!(await isSignedWith(key, token))) return result('foreign', claims);
  const expiresAt = milliseconds(claims.exp);
  return result(expiresAt !== null && expiresAt <= now ? 'expired' : 'valid', claims);
}

/** The claims are there also where the beginning of the token is not. */
function withoutStart(token: string): PastedToken {
  const [header = '', payload = ''] = token.split('.');
  const claims = header.startsWith('eyJ') ? {} : readableClaims(payload);
  return result(Object.keys(claims).length === 0 ? 'malformed' : 'incomplete', claims);
}

/** Bytes of a signature by an RSA key of 1,024 bits. No core has a shorter key. */
const shortestSignature = 128;

/** A signature by this key is as long as the modulus of the key. */
function bytesOf({ n }: SigningKey): number {
  return typeof n === 'string' ? Buffer.from(n, 'base64url').length : 0;
}

function decode(token: string): Decoded | null {
  const [header = '', payload = '', signature] = token.split('.');
  let kid: string | null;
  let alg: string | null;
  try {
    const decoded = decodeProtectedHeader(`${header}..`);
    kid = decoded.kid ?? null;
    alg = decoded.alg ?? null;
  } catch {
    return null;
  }
  if (signature === undefined) return { kid, alg, claims: readableClaims(payload), signatureBytes: null };
  try {
    const signatureBytes = Buffer.from(signature, 'base64url').length;
    return { kid, alg, claims: decodeJwt(token), signatureBytes };
  } catch {
    return null;
  }
}

const claimNames = { text: ['sessionHandle', 'sub', 'tId'], number: ['iat', 'exp'] } as const;

/** The claims that can be read of a payload that was cut off: those whose values are complete. */
function readableClaims(payload: string): JWTPayload {
  const json = Buffer.from(payload, 'base64url').toString('utf8');
  const claims: Record<string, unknown> = {};
  for (const name of claimNames.text) {
    const value = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(json)?.[1];
    if (value !== undefined) claims[name] = parsed(value);
  }
  for (const name of claimNames.number) {
    const value = new RegExp(`"${name}"\\s*:\\s*(\\d+)\\s*[,}]`).exec(json)?.[1];
    if (value !== undefined) claims[name] = Number(value);
  }
  return claims;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
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

function result(state: PastedToken['state'], claims: JWTPayload): PastedToken {
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
