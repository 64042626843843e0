import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readPrimaryId, type SessionRecord, shownPrimaryId } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import {
  ACCESS_TOKEN_LIFETIME_S,
  type AccessTokenClaims,
  issueAccessToken,
  SigningKeys,
} from './access-token.ts';

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
    accessToken: { token: accessToken, expiry: createdTime + ACCESS_TOKEN_LIFETIME_S * 1000, createdTime },
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
