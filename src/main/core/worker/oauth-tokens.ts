import OAuth2Provider from 'supertokens-node/recipe/oauth2provider';
import { traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { forEachConcurrent, type Limit } from '../../shared/concurrency/limit.ts';
import { createCall, type Stopper, stoppedFailure } from '../http/call.ts';
import type { OAuthClients, TokensEnd, TokensInput } from '../protocol.ts';
import { createBatches } from './batches.ts';
import { callSdk, causeOf, contextOf, unexpectedAnswer } from './sdk.ts';

/**
 * Ends the tokens of OAuth2 clients that were issued on these sessions, with one call a handle, and gives what became of them
 * in batches as it comes. A call can be repeated: its answer is the same whether or not there was anything to end.
 */
export async function endOAuthTokens(
  { handles }: TokensInput,
  onBatch: (batch: TokensEnd[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const batches = createBatches(onBatch);
  let away: AppError | undefined;

  async function endOf(handle: string): Promise<TokensEnd | undefined> {
    if (stopper.stopped) return undefined;
    // Each of the others could take a time-out.
    if (away) return { handle, error: { ...away, sent: false } };
    try {
      await endTokensOf(handle, stopper);
      return { handle, error: null };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (traitsOf(error).coreAway) away = error;
      return { handle, error };
    }
  }

  await forEachConcurrent(handles, limit.concurrency, async (handle) => {
    const end = await limit.run(() => endOf(handle));
    if (end) batches.add(end);
  });
  batches.flush();
  if (stopper.stopped) throw stoppedFailure();
}

async function endTokensOf(handle: string, stopper: Stopper): Promise<void> {
  const call = createCall(stopper);
  try {
    await OAuth2Provider.revokeTokensBySessionHandle(handle, contextOf(call));
  } catch (thrown) {
    throw causeOf(thrown, call);
  }
  // The SDK takes every answer for a success.
  if (call.answered !== 'OK') throw unexpectedAnswer();
}

/**
 * Whether the app has OAuth2 clients, as far as the core tells. One that is not set up as a provider answers with an error, and
 * so does whatever does not know the question.
 */
export async function readOAuthClients(stopper: Stopper): Promise<OAuthClients> {
  try {
    return await callSdk(stopper, async (context) => {
      const found = await OAuth2Provider.getOAuth2Clients({ pageSize: 1 }, context);
      if (found.status !== 'OK') return 'not-told';
      return found.clients.length > 0 ? 'some' : 'none';
    });
  } catch (thrown) {
    if (traitsOf(toAppError(thrown)).answered) return 'not-told';
    throw thrown;
  }
}
