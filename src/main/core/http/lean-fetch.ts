import { Failure, failure, toAppError } from '../../../contract/failure.ts';
import { type Call, createCall, createStopper } from './call.ts';
import { type Answer, exchange, type HttpRequest, mayRepeat, type NoAnswer, repeatRead } from './exchange.ts';
import { type Asked, type Limits, networkFailure, notACore, statusFailure } from './failures.ts';
import { type HostIdentities, noneKnown } from './host-identities.ts';
import { createFailover, type Host } from './hosts.ts';
import { parseAnswer } from './parse-answer.ts';

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
  readonly identities: HostIdentities;
  readonly apiKey: string | null;
  readonly limits: Limits;
}

/**
 * What the SDK uses as `fetch`. It does what the SDK needs and no more, reads every answer once and whole, and throws
 * a `Failure` where the SDK would make a text of it, or take a page of a proxy for "no such session".
 */
export function createLeanFetch(context: FetchContext): LeanFetch {
  const { identities } = context;
  const failover = createFailover(context.hosts);

  /** Rejects with why no address may be asked. */
  async function until(ready: Promise<void>, call: Call): Promise<void> {
    try {
      await ready;
    } catch (thrown) {
      // The SDK makes a text of what is thrown.
      call.failure = new Failure({ ...toAppError(thrown), sent: false });
      throw call.failure;
    }
  }

  /** Where a kept-alive connection was cut off, another core can listen by now. */
  async function mayRepeatAt(host: Host, end: Answer | NoAnswer, { stopper }: Call): Promise<boolean> {
    if (end.type === 'answer' || context.hosts.length === 1) return true;
    identities.forget(host);
    return identities.readAgain(host, stopper);
  }

  return async (url, { method, headers, body }) => {
    const route = failover.route(url);
    // The SDK has no business anywhere else: no telemetry, no update check.
    if (!route) throw strayCall();
    const call = headers[callOf] ?? createCall(createStopper());
    const path = withoutDomains(route.path);

    const ready = identities.ready();
    if (ready) await until(ready, call);
    let sentBefore = false;
    for (const host of route.hosts) {
      if (!identities.mayAsk(host)) continue;
      const request: HttpRequest = { method, path: host.base + path, headers, body };
      identities.noteAsked(host);
      let end = await exchange(host.transport, request, call.stopper);
      if (mayRepeat(method, end) && (await mayRepeatAt(host, end, call)))
        end = await repeatRead(host.transport, request, call.stopper, end);
      if (end.type === 'answer') {
        // It may have been asked before the reading that ended meanwhile.
        identities.noteAsked(host);
        return readAnswer(end, { host: host.name, path, apiKey: context.apiKey }, call);
      }
      sentBefore ||= end.sent;
      call.failure = networkFailure({ ...end, sent: sentBefore }, host, context.limits);
      if (end.cause === 'error') identities.forget(host);
      if (!mayAskAnother(method, end)) break;
      identities.noteAway(host);
    }
    call.failure ??= noneKnown();
    throw call.failure;
  };
}

function strayCall(): Failure {
  return failure('internal', { reason: 'other-origin-stopped', sent: false });
}

/** What was not sent was not done, and a read does nothing: the next address may be asked. */
function mayAskAnother(method: HttpRequest['method'], end: NoAnswer): boolean {
  return end.cause === 'error' && (!end.sent || method === 'GET');
}

// With these two a core stores them as the domains of the application, over what was there before: opening a console would
// change the core. (ApiVersionAPI of supertokens-core.)
function withoutDomains(path: string): string {
  return path.startsWith('/apiversion?') ? '/apiversion' : path;
}

/** A whole answer, as the SDK takes it. Throws what is no answer of a core in good order. */
function readAnswer(answer: Answer, asked: Asked, call: Call): LeanResponse {
  if (answer.status !== 200) {
    call.failure = statusFailure(answer, asked);
    // The SDK waits and asks again.
    if (answer.status === 429) return new LeanResponse(answer, null);
    throw call.failure;
  }
  const body = parseFor(call, answer);
  if (typeof body !== 'object' || body === null) {
    call.failure = notACore(answer, asked);
    throw call.failure;
  }
  const status: unknown = 'status' in body ? body.status : undefined;
  call.answered = typeof status === 'string' ? status : undefined;
  call.failure = undefined;
  return new LeanResponse(answer, body);
}

function parseFor(call: Call, answer: Answer): unknown {
  try {
    return parseAnswer(answer.body, call.foreign);
  } catch (thrown) {
    // The SDK makes a text of what is thrown.
    call.failure = new Failure(toAppError(thrown));
    throw call.failure;
  }
}

/** As much of a `Response` as the SDK touches. The body was read and parsed already, so `clone` has nothing to copy. */
export class LeanResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  readonly #answer: Answer;
  readonly #parsed: unknown;

  constructor(answer: Answer, parsed: unknown) {
    this.status = answer.status;
    this.ok = answer.status === 200;
    this.headers = { get: (name) => headerOf(answer, name) };
    this.#answer = answer;
    this.#parsed = parsed;
  }

  clone(): this {
    return this;
  }

  async text(): Promise<string> {
    return this.#answer.body;
  }

  async json(): Promise<unknown> {
    return this.#parsed;
  }
}

// A 200 was parsed as JSON whatever it called itself: the SDK goes by this header.
function headerOf(answer: Answer, name: string): string | null {
  const key = name.toLowerCase();
  if (key === 'content-type' && answer.status === 200) return 'application/json';
  const value = answer.headers[key];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
