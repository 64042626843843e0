import { generateKeyPair, type KeyObject, randomUUID, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { isObject, type Json, type JsonObject } from '../store/json.ts';

/** Seconds, the core's default. */
export const ACCESS_TOKEN_LIFETIME_S = 3600;

// What the core writes itself; all else in a token is the application's own.
const CORE_CLAIMS = new Set([
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
export async function issueAccessToken(
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
    exp: iat + ACCESS_TOKEN_LIFETIME_S,
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
    userDataInJWT: Object.fromEntries(Object.entries(payload).filter(([name]) => !CORE_CLAIMS.has(name))),
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
