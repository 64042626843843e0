import {
  createCipheriv,
  createDecipheriv,
  createHash,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { SessionRecord } from './sessions.ts';
import type { Store } from './store.ts';
import { readPrimaryId, shownPrimaryId } from './user-sessions.ts';

export interface Tokens {
  readonly keys: SigningKeys;
  readonly refresh: RefreshTokens;
}

/** Keys of one core; nothing is generated yet. */
export function createTokens(): Tokens {
  return { keys: new SigningKeys(), refresh: new RefreshTokens() };
}

export interface TokenPair {
  readonly session: AccessTokenClaims;
  readonly accessToken: { readonly token: string; readonly expiry: number; readonly createdTime: number };
  readonly refreshToken: { readonly token: string; readonly expiry: number; readonly createdTime: number };
}

/** Fresh tokens of a session: its first ones, or those that follow the refresh token with the hash `parent`. */
export async function issueTokens(
  tokens: Tokens,
  store: Store,
  session: SessionRecord,
  useDynamicKey: boolean,
  parent: string | null,
): Promise<TokenPair> {
  const createdTime = Date.now();
  const refreshToken = tokens.refresh.issue({
    sessionHandle: session.handle,
    userId: session.userId,
    parent,
  });
  const refreshHash = hashOf(refreshToken);
  if (parent === null) session.refreshTokenHash = refreshHash;
  const claims: AccessTokenClaims = {
    handle: session.handle,
    userId: parent === null ? shownPrimaryId(store, session) : readPrimaryId(store, session),
    recipeUserId: session.userId,
    userDataInJWT: session.userDataInJWT,
    tenantId: session.tenantId,
  };
  const key = await (useDynamicKey ? tokens.keys.dynamic() : tokens.keys.fixed());
  const accessToken = await issueAccessToken(key, claims, refreshHash, parent, createdTime);
  return {
    session: claims,
    accessToken: { token: accessToken, expiry: createdTime + accessTokenLifetimeS * 1000, createdTime },
    refreshToken: { token: refreshToken, expiry: session.expiry, createdTime },
  };
}

interface RefreshTokenContent {
  readonly sessionHandle: string;
  readonly userId: string;
  /** Hash of the token that this one was exchanged for; null for a session's first. */
  readonly parent: string | null;
}

/** Makes and reads refresh tokens: opaque, three parts with dots (fact 17). */
class RefreshTokens {
  readonly #key = randomBytes(32);

  issue(content: RefreshTokenContent): string {
    const nonce = randomBytes(32).toString('hex');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const sealed = Buffer.concat([iv, cipher.update(JSON.stringify({ ...content, nonce })), cipher.final()]);
    return `${Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64')}.${nonce}.V2`;
  }

  read(token: string): RefreshTokenContent | undefined {
    const sealed = Buffer.from(token.split('.')[0] ?? '', 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
      return JSON.parse(plain.toString()) as RefreshTokenContent;
    } catch {
      return undefined;
    }
  }
}

/** What the core keeps of a refresh token in place of the token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Seconds, the core's default. */
export const accessTokenLifetimeS = 3600;

// What the core writes itself; all else in a token is the application's own.
const coreClaims = new Set([
  'iat',
  'exp',
  'sub',
  'rsub',
  'tId',
  'sessionHandle',
  'refreshTokenHash1',
  'parentRefreshTokenHash1',
  'antiCsrfToken',
]);

export interface AccessTokenClaims {
  readonly handle: string;
  readonly userId: string;
  readonly recipeUserId: string;
  readonly tenantId: string;
  readonly userDataInJWT: JsonObject;
}

const signAsync = promisify(sign);

/** A signed access token (fact 16). */
async function issueAccessToken(
  key: SigningKey,
  claims: AccessTokenClaims,
  refreshTokenHash1: string,
  parentRefreshTokenHash1: string | null,
  createdTime: number,
): Promise<string> {
  const header = { kid: key.kid, typ: 'JWT', version: '5', alg: 'RS256' };
  const iat = Math.floor(createdTime / 1000);
  const payload = {
    ...claims.userDataInJWT,
    iat,
    exp: iat + accessTokenLifetimeS,
    sub: claims.userId,
    rsub: claims.recipeUserId,
    tId: claims.tenantId,
    sessionHandle: claims.handle,
    refreshTokenHash1,
    parentRefreshTokenHash1,
    antiCsrfToken: null,
  };
  const signed = `${encode(header)}.${encode(payload)}`;
  const signature = await signAsync('RSA-SHA256', Buffer.from(signed), key.privateKey);
  return `${signed}.${signature.toString('base64url')}`;
}

/** The claims of a token that this core signed and that has not expired; undefined otherwise. */
export async function readAccessToken(
  keys: SigningKeys,
  token: string,
): Promise<AccessTokenClaims | undefined> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const kid = decode(head)?.kid;
  const key = typeof kid === 'string' ? await keys.byKid(kid) : undefined;
  const payload = decode(body);
  if (!key || !payload) return undefined;
  const data = Buffer.from(`${head}.${body}`);
  if (!verify('RSA-SHA256', data, key.publicKey, Buffer.from(signature, 'base64url'))) return undefined;
  if (Number(payload.exp) * 1000 <= Date.now()) return undefined;
  return {
    handle: String(payload.sessionHandle),
    userId: String(payload.sub),
    recipeUserId: String(payload.rsub),
    tenantId: String(payload.tId),
    userDataInJWT: Object.fromEntries(Object.entries(payload).filter(([name]) => !coreClaims.has(name))),
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** The key that rotates (`d-…`) and the fixed one (`s-…`). Made when first needed: RSA keys take up to a second. */
export class SigningKeys {
  #dynamic: Promise<SigningKey> | undefined;
  #fixed: Promise<SigningKey> | undefined;

  dynamic(): Promise<SigningKey> {
    this.#dynamic ??= makeKey(`d-${Date.now()}`);
    return this.#dynamic;
  }

  fixed(): Promise<SigningKey> {
    this.#fixed ??= makeKey(`s-${randomUUID()}`);
    return this.#fixed;
  }

  async byKid(kid: string): Promise<SigningKey | undefined> {
    const keys = await Promise.all([this.#dynamic, this.#fixed]);
    return keys.find((key) => key?.kid === kid);
  }

  /** The key set as `/.well-known/jwks.json` shows it. */
  async jwks(): Promise<object> {
    const keys = await Promise.all([this.dynamic(), this.fixed()]);
    return { keys: keys.map(toJwk) };
  }
}

async function makeKey(kid: string): Promise<SigningKey> {
  return { kid, ...(await generate('rsa', { modulusLength: 2048 })) };
}

function toJwk({ kid, publicKey }: SigningKey): object {
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  return { kty, kid, n, e, alg: 'RS256', use: 'sig' };
}
