import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { optionalFlag, requiredString } from '../input.ts';
import { readAccessToken } from '../tokens/access-token.ts';
import { hashOf } from '../tokens/refresh-token.ts';
import { issueTokens } from '../tokens/tokens.ts';

/** What an application does with a session's tokens. */
export const tokenRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/session/verify', handle: verify },
  { method: 'POST', path: '/recipe/session/refresh', handle: refresh },
];

async function verify({ store, tokens, body }: Exchange): Promise<Reply> {
  const session = await readAccessToken(tokens.keys, requiredString(body, 'accessToken'));
  if (!session)
    return json({ status: 'TRY_REFRESH_TOKEN', message: 'Access token is invalid or has expired' });
  if (optionalFlag(body, 'checkDatabase') === true && !store.sessions.get(session.handle)) {
    return unauthorised('Either the session has ended or has been blacklisted');
  }
  return json({ session, status: 'OK' });
}

async function refresh({ store, tokens, body }: Exchange): Promise<Reply> {
  const token = requiredString(body, 'refreshToken');
  const content = tokens.refresh.read(token);
  if (!content) return unauthorised('Invalid refresh token');
  const session = store.sessions.get(content.sessionHandle);
  if (!session) return unauthorised('Session missing in db or has expired');
  const hash = hashOf(token);
  // The token in use may be exchanged again until one of its successors is used; one older than that was stolen.
  if (content.parent === session.refreshTokenHash) session.refreshTokenHash = hash;
  if (hash !== session.refreshTokenHash) {
    return json({
      status: 'TOKEN_THEFT_DETECTED',
      session: { handle: session.handle, userId: session.userId, recipeUserId: session.userId },
    });
  }
  const useDynamicKey = optionalFlag(body, 'useDynamicSigningKey') ?? true;
  return json({ ...(await issueTokens(tokens, store, session, useDynamicKey, hash)), status: 'OK' });
}

function unauthorised(message: string): Reply {
  return json({ status: 'UNAUTHORISED', message });
}
