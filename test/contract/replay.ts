import { type Bindings, difference, fill } from './bindings.ts';
import type { Step } from './transcript.ts';

/** Sends a step's request, and says what in the answer differs from the transcript; undefined when nothing does. */
export async function replayStep(uri: string, step: Step, bindings: Bindings): Promise<string | undefined> {
  const { request, response: expected } = step;
  const url = new URL(uri + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    url.searchParams.set(name, String(fill(value, bindings)));
  }
  const body = request.rawBody ?? (request.body ? JSON.stringify(fill(request.body, bindings)) : null);
  const headers = fill(request.headers, bindings) as Record<string, string>;
  bindings.set('$before', await nextMillisecond());
  const answer = await fetch(url, { method: request.method, headers, body });
  const text = await answer.text();
  if (answer.status !== expected.status) {
    return `status: expected ${expected.status}, got ${answer.status} ${text}`;
  }
  const type = answer.headers.get('content-type')?.split(';')[0];
  if (type !== expected.contentType) return `content type: expected ${expected.contentType}, got ${type}`;
  return difference(expected.body, type === 'application/json' ? JSON.parse(text) : text, bindings);
}

// "Active since just before" compares milliseconds, and a step takes less than one: each begins in one of its own.
async function nextMillisecond(): Promise<number> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setImmediate(resolve));
  return Date.now();
}
