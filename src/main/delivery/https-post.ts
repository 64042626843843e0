import { Agent, request } from 'node:https';
import { Failure, failure } from '../../contract/failure.ts';
import type { Clock } from '../shared/clock.ts';
import { recommendedCiphers, trustAuthorities } from '../shared/network/authorities.ts';
import { connectionFailure, type FailedHost, noAnswerInTime } from '../shared/network/connection-failure.ts';

interface PosterOptions {
  readonly url: URL;
  /** In PEM, trusted besides those of Node and of the system. */
  readonly authorities: readonly string[];
  readonly clock: Clock;
  /** So much of the body of an answer is kept; absent: nothing. */
  readonly answerBytes?: number;
}

interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface PostAnswer {
  readonly status: number;
  /** Null: it is longer than what is kept. It can repeat what was sent. */
  readonly body: string | null;
  readonly retryAfterMs: number | undefined;
}

/** Sends requests to one address, one at a time, over a connection that is kept. */
interface HttpsPoster {
  /** Rejects with a `Failure` when no whole answer came. */
  readonly post: (post: Post) => Promise<PostAnswer>;
  readonly close: () => void;
}

interface Route {
  readonly agent: Agent;
  readonly host: FailedHost;
}

const answerWithinMs = 30_000;
/** Nothing is said in more. Whoever reads on works for the receiver, in the thread that serves the window. */
export const mostAnswerBytes = 256 * 1_024;
/** Messages before an answer, of the kind “go on”. */
const mostInformation = 20;

export function createHttpsPoster({ url, authorities, clock, answerBytes = 0 }: PosterOptions): HttpsPoster {
  let route: Route | undefined;

  /** Made for the first request: the start of the console must not wait until certificates are read. */
  function makeRoute(): Route {
    const trust = trustAuthorities(authorities, recommendedCiphers);
    const agent = new Agent({
      keepAlive: true,
      maxSockets: 1,
      secureContext: trust.context,
      // Said here, because NODE_TLS_REJECT_UNAUTHORIZED decides where nobody says it.
      rejectUnauthorized: true,
    });
    return { agent, host: { name: url.host, unreadAuthorities: trust.unread } };
  }

  function postOnce({ headers, body, signal }: Post): Promise<PostAnswer | 'stale'> {
    route ??= makeRoute();
    const { agent, host } = route;
    return new Promise((resolve, reject) => {
      const sending = request(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent,
        signal,
      });
      let hasAnswer = false;
      const cancel = clock.after(answerWithinMs, () => giveUp(noAnswerInTime(url.host, answerWithinMs)));
      function fail(thrown: Error): void {
        cancel();
        if (signal.aborted) reject(failure('aborted'));
        else if (thrown instanceof Failure) reject(thrown);
        // A connection that was kept too long: the receiver did not read the request.
        else if (!hasAnswer && sending.reusedSocket && 'code' in thrown && thrown.code === 'ECONNRESET')
          resolve('stale');
        else reject(postFailure(connectionFailure(thrown, host, answerWithinMs)));
      }
      /** The reason first: what ends of itself afterwards looks like a connection that was lost. */
      function giveUp(why: Failure): void {
        fail(why);
        sending.destroy();
      }
      sending.on('error', fail);
      // Without a listener Node closes the connection, and neither an answer nor an error comes.
      sending.on('upgrade', (answer, socket) => {
        socket.destroy();
        fail(statusFailure(url.host, answer.statusCode ?? 0));
      });
      let informed = 0;
      sending.on('information', () => {
        informed += 1;
        if (informed > mostInformation) giveUp(answerTooLarge(url.host));
      });
      // Whatever ended it without an answer. After an answer this changes nothing.
      sending.on('close', () => fail(new Error('Closed.')));
      sending.on('response', (answer) => {
        hasAnswer = true;
        const chunks: Buffer[] = [];
        let length = 0;
        const status = answer.statusCode ?? 0;
        function answered(): void {
          cancel();
          resolve({
            status,
            body: length > answerBytes ? null : Buffer.concat(chunks).toString('utf8'),
            retryAfterMs: retryAfterOf(answer.headers['retry-after']),
          });
        }
        // Also where nothing is kept: the end is seen only by who reads.
        answer.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length <= answerBytes) chunks.push(chunk);
          if (length <= mostAnswerBytes) return;
          if (status < 300) return giveUp(answerTooLarge(url.host));
          // Its status says already that it took nothing.
          answered();
          sending.destroy();
        });
        answer.on('error', fail);
        answer.on('end', answered);
      });
      sending.end(body);
    });
  }

  return {
    async post(post) {
      for (;;) {
        const answer = await postOnce(post);
        if (answer !== 'stale') return answer;
      }
    },
    close: () => route?.agent.destroy(),
  };
}

/** What is no HTTP says something about a core only where a core was asked. */
function postFailure(thrown: Failure): Failure {
  const { params, reason } = thrown.error;
  if (reason !== 'not-http') return thrown;
  return failure('receiver-refused', { reason: 'receiver-not-http', ...(params ? { params } : {}) });
}

/** Why an answer is no success, by its status alone. */
export function statusFailure(host: string, status: number): Failure {
  const params = { host, status: String(status) };
  if (status === 401 || status === 403)
    return failure('receiver-refused', { reason: 'receiver-unauthorised', params });
  if (status >= 300 && status < 400)
    return failure('receiver-refused', { reason: 'receiver-redirected', params });
  return failure('receiver-refused', { reason: 'receiver-status', params });
}

export function answerTooLarge(host: string): Failure {
  const params = { host, most: mostAnswerBytes / 1_024 };
  return failure('receiver-refused', { reason: 'receiver-answer-too-large', params });
}

/** Seconds; a date is not worth the trouble. */
function retryAfterOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}
