import { setTimeout as wait } from 'node:timers/promises';
import type { Stopper } from '../call.ts';
import { type Answer, exchange, type HttpRequest, type NoAnswer, type Transport } from './exchange.ts';

/** How often a read is repeated when an in-memory core was locked. */
const LOCKED_REPEATS = 8;

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
  for (let repeat = 1; repeat <= LOCKED_REPEATS && isLocked(end); repeat++) {
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
