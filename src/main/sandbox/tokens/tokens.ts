import { readPrimaryId, shownPrimaryId } from '../store/open-session.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import { ACCESS_TOKEN_LIFETIME_S, type AccessTokenClaims, issueAccessToken } from './access-token.ts';
import { hashOf, RefreshTokens } from './refresh-token.ts';
import { SigningKeys } from './signing-keys.ts';

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
