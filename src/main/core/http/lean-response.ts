import type { Answer } from './exchange.ts';

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
