import { setTimeout as wait } from 'node:timers/promises';
import { type Failure, failure } from '../../../contract/failure.ts';
import { type Call, createCall, createStopper } from '../call.ts';
import { type Limits, networkFailure } from '../failures/network-failure.ts';
import { type Asked, notACore, statusFailure } from '../failures/status-failure.ts';
import { type Answer, exchange, type NoAnswer, type Sent } from './exchange.ts';
import type { Host } from './hosts.ts';
import { LeanResponse } from './lean-response.ts';

/** Where the SDK's interceptor leaves the call a request belongs to: undici does not send symbols. */
export const callOf = Symbol('call');

export interface LeanInit {
  readonly method: Sent['method'];
  readonly headers: Record<string, string> & { [callOf]?: Call };
  readonly body?: string | undefined;
}

export interface FetchContext {
  readonly hosts: readonly Host[];
  readonly apiKey: string | null;
  readonly limits: Limits;
}

/** How often a read is repeated when an in-memory core was locked, with longer and longer waits. */
const LOCKED_REPEATS = 8;

/** The SDK asks the next address when it reads this word in an error. */
const NEXT_HOST = 'ECONNREFUSED';

/**
 * What the SDK uses as `fetch`. It does what the SDK needs and no more, reads every answer once and whole, and throws
 * a `Failure` where the SDK would make a text of it, or take a page of a proxy for "no such session".
 */
export function createLeanFetch(
  context: FetchContext,
): (url: string, init: LeanInit) => Promise<LeanResponse> {
  const hostOf = createHostFinder(context.hosts);

  return async (url, init) => {
    const slash = url.indexOf('/', 'https://'.length);
    const host = hostOf(url, slash);
    const call = init.headers[callOf] ?? createCall(createStopper());
    const path = withoutDomains(url.slice(slash));
    const sent: Sent = { method: init.method, path, headers: init.headers, body: init.body };

    let end = await exchange(host.way, sent, call.stopper);
    if (mayRepeat(sent, end)) end = await repeated(host, sent, call, end);
    if (end.kind === 'no-answer') throw noAnswer(context, host, sent, call, end);
    if (end.status === 200)
      return readAnswer(end, call) ?? fail(call, notACore(end, askedOf(context, host, path)));
    call.failure = statusFailure(end, askedOf(context, host, path));
    // The SDK waits and asks again.
    if (end.status === 429) return new LeanResponse(end, null);
    throw call.failure;
  };
}

/** The SDK has no business anywhere else: no telemetry, no update check. */
function createHostFinder(hosts: readonly Host[]): (url: string, slash: number) => Host {
  const byOrigin = new Map(hosts.map((host) => [host.origin, host]));
  return (url, slash) => {
    const host = byOrigin.get(url.slice(0, slash));
    if (!host) throw failure('internal', 'A call to another address than the core was stopped.');
    return host;
  };
}

/** Reads can be repeated: after a lock of the in-memory storage, or on a kept-alive connection that went stale. */
function mayRepeat(sent: Sent, end: Answer | NoAnswer): boolean {
  return sent.method === 'GET' && (isLocked(end) || isCutOff(end));
}

async function repeated(
  host: Host,
  sent: Sent,
  call: Call,
  first: Answer | NoAnswer,
): Promise<Answer | NoAnswer> {
  let end = isCutOff(first) ? await exchange(host.way, sent, call.stopper) : first;
  for (let repeat = 1; repeat <= LOCKED_REPEATS && isLocked(end); repeat++) {
    await wait(repeat * 10 + Math.random() * 20);
    end = await exchange(host.way, sent, call.stopper);
  }
  return end;
}

function isCutOff(end: Answer | NoAnswer): boolean {
  return end.kind === 'no-answer' && end.cause === 'error' && end.sent;
}

function isLocked(end: Answer | NoAnswer): boolean {
  return end.kind === 'answer' && end.status === 500 && /SQLITE_(LOCKED|BUSY)/.test(end.body);
}

function noAnswer(context: FetchContext, host: Host, sent: Sent, call: Call, end: NoAnswer): Error {
  call.failure = networkFailure(end, host.name, context.limits);
  const mayAskAnother = end.cause === 'error' && (!end.sent || sent.method === 'GET');
  // With one address the SDK would only lose the cause.
  return mayAskAnother && context.hosts.length > 1 ? new Error(NEXT_HOST) : call.failure;
}

/** Undefined when it is not JSON: no core sent that. */
function readAnswer(answer: Answer, call: Call): LeanResponse | undefined {
  const body = parse(answer);
  if (typeof body !== 'object' || body === null) return undefined;
  const status: unknown = 'status' in body ? body.status : undefined;
  call.answered = typeof status === 'string' ? status : undefined;
  call.failure = undefined;
  return new LeanResponse(answer, body);
}

function parse(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body);
  } catch {
    return undefined;
  }
}

function fail(call: Call, reason: Failure): never {
  call.failure = reason;
  throw reason;
}

function askedOf({ apiKey }: FetchContext, host: Host, path: string): Asked {
  return { host: host.name, path: pathOnly(path), apiKey };
}

// With these two a core stores them as the domains of the application, over what stood there: opening a console would
// change the core. (ApiVersionAPI of supertokens-core.)
function withoutDomains(path: string): string {
  return path.includes('/apiversion?') ? pathOnly(path) : path;
}

function pathOnly(path: string): string {
  const mark = path.indexOf('?');
  return mark < 0 ? path : path.slice(0, mark);
}
