import supertokens from 'supertokens-node';
import AccountLinking from 'supertokens-node/recipe/accountlinking';
import Multitenancy from 'supertokens-node/recipe/multitenancy';
import Session from 'supertokens-node/recipe/session';
import UserMetadata from 'supertokens-node/recipe/usermetadata';
import UserRoles from 'supertokens-node/recipe/userroles';
import { Failure, failure } from '../../../contract/failure.ts';
import { type Call, callKey, createCall, type Stopper, stoppedFailure } from '../http/call.ts';
import type { HostIdentities } from '../http/host-identities.ts';
import type { Host } from '../http/hosts.ts';
import { callOf, createLeanFetch } from '../http/lean-fetch.ts';
import type { CoreWorkerOptions } from '../protocol.ts';
import { rememberSdkPaths, shortenSdkReads } from './sdk-patches.ts';

/**
 * Sets up the SDK of this thread, once: address, key and negotiated version are statics of its module. What an
 * application would tell about itself here is never sent (see the lean fetch).
 */
export function startSdk(
  options: CoreWorkerOptions,
  hosts: readonly Host[],
  identities: HostIdentities,
): void {
  rememberSdkPaths();
  const { apiKey } = options;
  const leanFetch = createLeanFetch({ hosts, identities, apiKey, limits: options });
  globalThis.fetch = leanFetch as unknown as typeof fetch;
  shortenSdkReads(leanFetch, apiKey);
  supertokens.init({
    telemetry: false,
    appInfo: {
      appName: 'Curfew',
      apiDomain: 'http://curfew.invalid',
      websiteDomain: 'http://curfew.invalid',
    },
    supertokens: {
      connectionURI: hosts.map(({ origin, base }) => origin + base).join(';'),
      ...(apiKey === null ? {} : { apiKey }),
      disableCoreCallCache: true,
      networkInterceptor: (request, userContext) => {
        const call: unknown = userContext[callKey];
        if (call !== undefined && request.headers) (request.headers as CallHeaders)[callOf] = call as Call;
        return request;
      },
    },
    recipeList: [
      Session.init({ getTokenTransferMethod: () => 'header' }),
      Multitenancy.init(),
      UserRoles.init({ skipAddingRolesToAccessToken: true, skipAddingPermissionsToAccessToken: true }),
      UserMetadata.init(),
      AccountLinking.init(),
    ],
  });
}

type CallHeaders = { [callOf]?: Call };

/** What is handed to the SDK's functions as the user context. */
export type Context = Record<string, unknown>;

/** The user context that carries this call. */
export function contextOf(call: Call): Context {
  return { [callKey]: call };
}

/** One call into the SDK. Rejects with a `Failure`, whatever the SDK made of the cause. */
export async function callSdk<T>(
  stopper: Stopper,
  work: (context: Context, call: Call) => Promise<T>,
): Promise<T> {
  const call = createCall(stopper);
  try {
    return await work(contextOf(call), call);
  } catch (thrown) {
    throw causeOf(thrown, call);
  }
}

/** Why a call failed, whatever the SDK made of it. */
export function causeOf(thrown: unknown, call: Call): Failure {
  if (thrown instanceof Failure) return thrown;
  // The failure of a request that was stopped knows whether it was sent.
  if (call.stopper.stopped && call.failure?.error.code !== 'aborted') return stoppedFailure();
  if (call.failure) return call.failure;
  if (thrown instanceof Error && /not compatible with this NodeJS SDK/.test(thrown.message)) {
    return failure('incompatible-core', { reason: 'core-changed-version', sent: false });
  }
  // An answer came, and the SDK could not read it.
  return unexpectedAnswer();
}

/** An answer of a core that has not the shape it should have. */
export function unexpectedAnswer(): Failure {
  return failure('core-error', { reason: 'answer-not-understood', retryable: false, sent: true });
}
