import type { Call } from '../call.ts';
import { type Asked, notACore, statusFailure } from '../failures/status-failure.ts';
import type { Answer } from './exchange.ts';
import { LeanResponse } from './lean-response.ts';

/** A whole answer, as the SDK takes it. Throws what is no answer of a core in good order. */
export function readAnswer(answer: Answer, asked: Asked, call: Call): LeanResponse {
  if (answer.status !== 200) {
    call.failure = statusFailure(answer, asked);
    // The SDK waits and asks again.
    if (answer.status === 429) return new LeanResponse(answer, null);
    throw call.failure;
  }
  const body = parse(answer);
  if (typeof body !== 'object' || body === null) {
    call.failure = notACore(answer, asked);
    throw call.failure;
  }
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
