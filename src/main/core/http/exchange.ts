import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { AnswerRoom, Flow } from './answer-room.ts';
import { createSmallSet, type Stopper } from './call.ts';

/** How often a read is repeated when an in-memory core was locked. */
const lockedRepeats = 8;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
}

export interface Answer {
  readonly type: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** No whole answer came. */
export interface NoAnswer {
  readonly type: 'no-answer';
  readonly cause: 'error' | 'too-late' | 'too-large' | 'stopped';
  readonly error?: Error;
  /**
   * Whether the bytes of the request were handed to the connection. False: the core certainly did not get it. True says
   * nothing about what the core did.
   */
  readonly sent: boolean;
}

/** What carries requests to one address. */
export interface Transport {
  readonly dispatcher: Dispatcher;
  readonly deadlines: Deadlines;
  readonly room: AnswerRoom;
}

/**
 * One request and its whole answer. It is built on undici's `dispatch`: `request` and `fetch` give the body as a stream,
 * which costs more than reading a session does. Never rejects.
 */
export function exchange(
  transport: Transport,
  request: HttpRequest,
  stopper: Stopper,
): Promise<Answer | NoAnswer> {
  return new Promise((resolve) => {
    if (stopper.stopped) {
      resolve({ type: 'no-answer', cause: 'stopped', sent: false });
      return;
    }
    const running = new Running(transport, stopper, resolve);
    stopper.add(running.stop);
    try {
      transport.dispatcher.dispatch({ ...request, body: request.body ?? null }, running);
    } catch (error) {
      running.onResponseError(null, error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** Answers with fewer bytes need no room of their own. */
const smallBytes = 1_000_000;
/** Of an answer with another status than 200 its beginning is kept: it is a message, or nothing of a core. */
const messageBytes = 8_192;

/** A class, because undici wants its handler as an object with state. */
class Running implements Dispatcher.DispatchHandler, Timed, Flow {
  startedAt = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Answer['headers'] = {};
  #chunks: Buffer[] = [];
  /** As they came, kept or not. */
  #bytes = 0;
  #settled = false;
  #sent = false;
  readonly #transport: Transport;
  readonly #stopper: Stopper;
  readonly #resolve: (end: Answer | NoAnswer) => void;

  constructor(transport: Transport, stopper: Stopper, resolve: (end: Answer | NoAnswer) => void) {
    this.#transport = transport;
    this.#stopper = stopper;
    this.#resolve = resolve;
  }

  readonly stop = (): void => this.#end('stopped');

  pause(): void {
    this.#controller?.pause();
  }

  /** Later: undici cannot go on with one answer while it hands out a piece of another. */
  resume(): void {
    setImmediate(() => this.#controller?.resume());
  }

  expire(): void {
    this.#end('too-late');
  }

  /**
   * Called when the connection is there, encryption included, and right before the request is written to it: nothing
   * comes in between but an abort from in here. An error before this call means that nothing was sent.
   */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) {
      controller.abort(new Error('stopped'));
      return;
    }
    this.#sent = true;
    this.#transport.deadlines.start(this);
  }

  onResponseStart(_: unknown, status: number, headers: Answer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    const { room } = this.#transport;
    const before = this.#bytes;
    this.#bytes += chunk.length;
    if (this.#bytes > room.limit) {
      this.#end('too-large');
      return;
    }
    if (this.#status === 200) {
      this.#chunks.push(chunk);
      if (this.#bytes > smallBytes) room.grow(this, this.#bytes);
    } else if (before < messageBytes) {
      this.#chunks.push(chunk.subarray(0, messageBytes - before));
    }
  }

  onResponseEnd(): void {
    const [only] = this.#chunks;
    const bytes = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    try {
      // Nobody asked for it, and some proxies do it all the same. What it unfolds to counts as if it had come so.
      const isZipped = this.#status === 200 && this.#headers['content-encoding'] === 'gzip';
      const body = isZipped ? gunzipSync(bytes, { maxOutputLength: this.#transport.room.limit }) : bytes;
      this.#settle({
        type: 'answer',
        status: this.#status,
        headers: this.#headers,
        body: body.toString(),
      });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const isTooLarge = Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE';
      this.#settle({ type: 'no-answer', cause: isTooLarge ? 'too-large' : 'error', error, sent: true });
    }
  }

  onResponseError(_: unknown, error: Error): void {
    this.#settle({ type: 'no-answer', cause: 'error', error, sent: this.#sent });
  }

  #end(cause: 'too-late' | 'too-large' | 'stopped'): void {
    this.#settle({ type: 'no-answer', cause, sent: this.#sent });
    this.#controller?.abort(new Error(cause));
  }

  #settle(end: Answer | NoAnswer): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#transport.deadlines.stop(this);
    if (this.#bytes > smallBytes) {
      this.#chunks = [];
      this.#transport.room.leave(this);
    }
    this.#stopper.remove(this.stop);
    this.#resolve(end);
  }
}

/** Something that runs and has to end in time. */
interface Timed {
  startedAt: number;
  expire(): void;
}

interface Deadlines {
  start(timed: Timed): void;
  stop(timed: Timed): void;
}

/** Ends what runs longer than `limitMs`. One timer serves any number of requests. */
export function createDeadlines(limitMs: number): Deadlines {
  const running = createSmallSet<Timed>();
  let timer: NodeJS.Timeout | undefined;

  function arm(delay: number): void {
    timer = setTimeout(check, delay);
  }

  function check(): void {
    timer = undefined;
    const now = performance.now();
    let least = Number.POSITIVE_INFINITY;
    for (const timed of running.items()) {
      const left = timed.startedAt + limitMs - now;
      if (left <= 0) {
        running.remove(timed);
        timed.expire();
      } else least = Math.min(least, left);
    }
    if (least !== Number.POSITIVE_INFINITY && timer === undefined) arm(least);
  }

  return {
    start(timed) {
      timed.startedAt = performance.now();
      running.add(timed);
      if (timer === undefined) arm(limitMs);
    },
    stop: running.remove,
  };
}

/** Reads can be repeated: after a lock of the in-memory storage, or on a kept-alive connection that went stale. */
export function mayRepeat(method: HttpRequest['method'], end: Answer | NoAnswer): boolean {
  return method === 'GET' && (isLocked(end) || isCutOff(end));
}

/** Repeats it, with longer and longer waits for a lock. */
export async function repeatRead(
  transport: Transport,
  request: HttpRequest,
  stopper: Stopper,
  first: Answer | NoAnswer,
): Promise<Answer | NoAnswer> {
  let end = isCutOff(first) ? await exchange(transport, request, stopper) : first;
  for (let repeat = 1; repeat <= lockedRepeats && isLocked(end); repeat++) {
    await wait(repeat * 10 + Math.random() * 20);
    end = await exchange(transport, request, stopper);
  }
  return end;
}

function isCutOff(end: Answer | NoAnswer): boolean {
  return end.type === 'no-answer' && end.cause === 'error' && end.sent;
}

function isLocked(end: Answer | NoAnswer): boolean {
  return end.type === 'answer' && end.status === 500 && /SQLITE_(LOCKED|BUSY)/.test(end.body);
}
