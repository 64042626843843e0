import { type Failure, failure } from '../../../contract/failure.ts';
import { type Call, createCall, createStopper } from '../call.ts';
import { type Limits, networkFailure } from '../failures/network-failure.ts';
import { exchange, type HttpRequest, type NoAnswer } from './exchange.ts';
import { createFailover } from './failover.ts';
import type { Host } from './hosts.ts';
import type { LeanResponse } from './lean-response.ts';
import { readAnswer } from './read-answer.ts';
import { mayRepeat, repeatRead } from './repeat-read.ts';

/** Where the SDK's interceptor leaves the call a request belongs to: undici does not send symbols. */
export const callOf = Symbol('call');

export interface LeanInit {
  readonly method: HttpRequest['method'];
  readonly headers: Record<string, string> & { [callOf]?: Call };
  readonly body?: string | undefined;
}

export type LeanFetch = (url: string, init: LeanInit) => Promise<LeanResponse>;

interface FetchContext {
  readonly hosts: readonly Host[];
  readonly apiKey: string | null;
  readonly limits: Limits;
}

/**
 * What the SDK uses as `fetch`. It does what the SDK needs and no more, reads every answer once and whole, and throws
 * a `Failure` where the SDK would make a text of it, or take a page of a proxy for "no such session".
 */
export function createLeanFetch(context: FetchContext): LeanFetch {
  const failover = createFailover(context.hosts);

  return async (url, { method, headers, body }) => {
    const route = failover.route(url);
    // The SDK has no business anywhere else: no telemetry, no update check.
    if (!route) throw strayCall();
    const call = headers[callOf] ?? createCall(createStopper());
    const path = withoutDomains(route.path);

    let sentBefore = false;
    for (const host of route.hosts) {
      const request: HttpRequest = { method, path: host.base + path, headers, body };
      let end = await exchange(host.transport, request, call.stopper);
      if (mayRepeat(method, end)) end = await repeatRead(host.transport, request, call.stopper, end);
      if (end.type === 'answer')
        return readAnswer(end, { host: host.name, path, apiKey: context.apiKey }, call);
      sentBefore ||= end.sent;
      call.failure = networkFailure({ ...end, sent: sentBefore }, host.name, context.limits);
      if (!mayAskAnother(method, end)) break;
      failover.wasAway(host);
    }
    throw call.failure ?? new TypeError('A connection has at least one address.');
  };
}

function strayCall(): Failure {
  return failure('internal', 'A call to another address than the core was stopped.', { sent: false });
}

/** What was not sent was not done, and a read does nothing: the next address may be asked. */
function mayAskAnother(method: HttpRequest['method'], end: NoAnswer): boolean {
  return end.cause === 'error' && (!end.sent || method === 'GET');
}

// With these two a core stores them as the domains of the application, over what stood there: opening a console would
// change the core. (ApiVersionAPI of supertokens-core.)
function withoutDomains(path: string): string {
  return path.startsWith('/apiversion?') ? '/apiversion' : path;
}
