import type { Dispatcher } from 'undici';
import type { Stopper } from '../call.ts';
import type { Deadlines, Timed } from './deadlines.ts';

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
  readonly cause: 'error' | 'too-late' | 'stopped';
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
    const running = new Running(transport.deadlines, stopper, resolve);
    stopper.add(running.stop);
    try {
      transport.dispatcher.dispatch({ ...request, body: request.body ?? null }, running);
    } catch (error) {
      running.onResponseError(null, error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** A class, because undici wants its handler as an object with state. */
class Running implements Dispatcher.DispatchHandler, Timed {
  startedAt = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Answer['headers'] = {};
  #chunks: Buffer[] = [];
  #settled = false;
  #sent = false;
  readonly #deadlines: Deadlines;
  readonly #stopper: Stopper;
  readonly #resolve: (end: Answer | NoAnswer) => void;

  constructor(deadlines: Deadlines, stopper: Stopper, resolve: (end: Answer | NoAnswer) => void) {
    this.#deadlines = deadlines;
    this.#stopper = stopper;
    this.#resolve = resolve;
  }

  readonly stop = (): void => this.#end('stopped');

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
    this.#deadlines.start(this);
  }

  onResponseStart(_: unknown, status: number, headers: Answer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    this.#settle({
      type: 'answer',
      status: this.#status,
      headers: this.#headers,
      body: body.toString(),
    });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#settle({ type: 'no-answer', cause: 'error', error, sent: this.#sent });
  }

  #end(cause: 'too-late' | 'stopped'): void {
    this.#settle({ type: 'no-answer', cause, sent: this.#sent });
    this.#controller?.abort(new Error(cause));
  }

  #settle(end: Answer | NoAnswer): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#deadlines.stop(this);
    this.#stopper.remove(this.stop);
    this.#resolve(end);
  }
}
