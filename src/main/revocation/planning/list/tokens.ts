import type { SigningKey } from '../../../core/protocol.ts';
import type { KeyCache } from '../../../identity/tokens/key-cache.ts';
import { verifyToken } from '../../../identity/tokens/verify-token.ts';
import type { CoreCaller } from '../steady-core.ts';
import type { Found } from './found.ts';
import { createRecent } from './recent.ts';

/** Reads which session a token is of; or says why that cannot be believed. Nothing of the token is sent. */
export type ReadToken = (
  token: string,
) => Promise<
  { readonly is: 'handle'; readonly handle: string } | Extract<Found, { is: 'malformed' | 'unread' }>
>;

/** Keys that were asked for lately, those the core does not have too: a list full of foreign tokens asks once. */
const keysKept = 100;

export function createReadToken(core: CoreCaller, keys: KeyCache, now: () => number): ReadToken {
  const recent = createRecent<SigningKey | null>(keysKept);
  const kind = 'access-token';

  function findKey(kid: string): Promise<SigningKey | null> {
    return recent.get(kid, () => core.call((port, signal) => keys.find(port, kid, signal)));
  }

  return async (token) => {
    const { state, handle, error } = await verifyToken(token, findKey, now());
    switch (state) {
      case 'malformed':
        return { is: 'malformed', kind, why: 'It is not a whole access token.' };
      case 'foreign':
        return { is: 'malformed', kind, why: 'The access token was not signed by this core.' };
      case 'unchecked':
        return {
          is: 'unread',
          kind,
          error: error ?? { code: 'internal', message: unchecked, retryable: true },
        };
      case 'valid':
      case 'expired':
        return handle === null
          ? { is: 'malformed', kind, why: 'The access token names no session.' }
          : { is: 'handle', handle };
    }
  };
}

const unchecked = 'The access token could not be checked.';
