import { createRequire } from 'node:module';
import supertokens from 'supertokens-node';
import AccountLinking from 'supertokens-node/recipe/accountlinking';
import Multitenancy from 'supertokens-node/recipe/multitenancy';
import OAuth2Provider from 'supertokens-node/recipe/oauth2provider';
import Session from 'supertokens-node/recipe/session';
import UserMetadata from 'supertokens-node/recipe/usermetadata';
import UserRoles from 'supertokens-node/recipe/userroles';
import { Failure, failure } from '../../../contract/failure.ts';
import { type Call, callKey, createCall, type Stopper, stoppedFailure } from '../http/call.ts';
import type { HostIdentities } from '../http/host-identities.ts';
import type { Host } from '../http/hosts.ts';
import {
  callOf,
  createLeanFetch,
  type LeanFetch,
  type LeanInit,
  type LeanResponse,
} from '../http/lean-fetch.ts';
import type { ForeignFields } from '../http/parse-answer.ts';
import type { CoreWorkerOptions } from '../protocol.ts';

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
      OAuth2Provider.init(),
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
  foreign: ForeignFields | null = null,
): Promise<T> {
  const call = createCall(stopper, foreign);
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

/** As much of the SDK's class as goes through here. */
interface Querier {
  readonly rIdToCore: string | undefined;
  readonly __hosts: readonly unknown[];
  getAPIVersion(userContext: UserContext): Promise<string>;
  getPath(path: unknown): SdkPath;
  sendRequestHelper(
    path: SdkPath,
    method: 'GET',
    request: (url: string) => Promise<LeanResponse>,
    tries: number,
  ): Promise<{ readonly body: unknown }>;
  sendGetRequest: (path: unknown, params: Params, userContext: UserContext) => Promise<unknown>;
}

type Params = Readonly<Record<string, unknown>>;
type UserContext = Readonly<Record<string, unknown>>;

const querierModule = createRequire(import.meta.url)('supertokens-node/lib/build/querier.js') as {
  Querier: { getNewInstanceOrThrowError(...input: unknown[]): Querier };
};

/**
 * Lets the SDK send its reads without looking into a cache that is turned off, and without building two `URL`s: that made a
 * third of the memory that reading a session takes, and an eighth of its time. Address, version, waiting when the core asks
 * for fewer calls, and reading the answer are the SDK's as before. To be called before the SDK is started.
 */
export function shortenSdkReads(fetch: LeanFetch, apiKey: string | null): void {
  const { Querier } = querierModule;
  const original = Querier.getNewInstanceOrThrowError;
  Querier.getNewInstanceOrThrowError = (...input) => {
    const querier = original.apply(Querier, input);
    querier.sendGetRequest = async (template, params, userContext) => {
      const path = querier.getPath(template);
      const query = queryOf(params);
      const send = async (url: string): Promise<LeanResponse> => {
        const headers: LeanInit['headers'] = { 'cdi-version': await querier.getAPIVersion(userContext) };
        if (apiKey !== null) headers['api-key'] = apiKey;
        if (querier.rIdToCore !== undefined && path.isARecipePath()) headers.rid = querier.rIdToCore;
        const call = userContext[callKey];
        if (call !== undefined) headers[callOf] = call as Call;
        return fetch(url + query, { method: 'GET', headers });
      };
      const { body } = await querier.sendRequestHelper(path, 'GET', send, querier.__hosts.length);
      return body;
    };
    return querier;
  };
}

/** As `URLSearchParams` writes it, which is called where a text has a character that it would change. */
export function queryOf(params: Params): string {
  let query = '';
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    query += `${query === '' ? '?' : '&'}${encoded(name)}=${encoded(String(value))}`;
  }
  return query;
}

function encoded(text: string): string {
  return /^[\w.*-]*$/.test(text) ? text : new URLSearchParams([[text, '']]).toString().slice(0, -1);
}

/** As much of the SDK's class as goes through here. */
interface SdkPath {
  isARecipePath: () => boolean;
}
type PathClass = new (path: string) => SdkPath;

const pathModule = createRequire(import.meta.url)('supertokens-node/lib/build/normalisedURLPath.js') as {
  default: PathClass;
};

/** Far more than the SDK has paths; a tenant's id can be part of one, so there has to be an end. */
const mostKnown = 1_000;

/**
 * Lets the SDK normalise each of its paths once, not once a call: it does that by throwing an error and parsing two
 * URLs, which takes longer than all else it does for reading a session. Its instances never change, and it looks the
 * class up in its module at each use, so a constructor that answers with a known instance is enough. Whether it is the
 * path of a recipe is answered once too, because the SDK takes the path apart for it.
 */
function rememberSdkPaths(): void {
  const Original = pathModule.default;
  const known = new Map<string, SdkPath>();

  function Remembering(path: string): SdkPath {
    const before = known.get(path);
    if (before) return before;
    const made = new Original(path);
    const isOfRecipe = made.isARecipePath();
    made.isARecipePath = () => isOfRecipe;
    if (known.size < mostKnown) known.set(path, made);
    return made;
  }

  pathModule.default = Remembering as unknown as PathClass;
}
