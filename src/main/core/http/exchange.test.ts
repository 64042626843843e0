import type { Dispatcher } from 'undici';
import { describe, expect, test } from 'vitest';
import { createAnswerRoom } from './answer-room.ts';
import { createStopper } from './call.ts';
import { createDeadlines, exchange } from './exchange.ts';

type Handler = Required<Dispatcher.DispatchHandler>;

const controller = { abort: () => undefined } as unknown as Dispatcher.DispatchController;

/** An exchange over a dispatcher that does what the test says. */
function exchangeOver(dispatch: (handler: Handler) => void, stopper = createStopper()) {
  const dispatcher = {
    dispatch: (_: unknown, handler: Handler) => {
      dispatch(handler);
      return true;
    },
  } as unknown as Dispatcher;
  const transport = { dispatcher, deadlines: createDeadlines(60_000), room: createAnswerRoom(1_000_000) };
  return exchange(transport, { method: 'POST', path: '/', headers: {} }, stopper);
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('whether a request was sent', () => {
  // The system reports a broken network by the same codes before and after.
  test.each([
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ETIMEDOUT',
    'ECONNRESET',
    'EPROTO',
  ])('is known by the moment when %s comes, not by the code', async (code) => {
    const before = await exchangeOver((handler) => handler.onResponseError(controller, systemError(code)));
    expect(before).toMatchObject({ type: 'no-answer', sent: false });
    const after = await exchangeOver((handler) => {
      handler.onRequestStart(controller, undefined);
      handler.onResponseError(controller, systemError(code));
    });
    expect(after).toMatchObject({ type: 'no-answer', sent: true });
  });

  test('is denied when it was stopped before its connection was there', async () => {
    const stopper = createStopper();
    let start: () => void = () => undefined;
    let aborted = false;
    const end = exchangeOver((handler) => {
      start = () =>
        handler.onRequestStart(
          { abort: () => (aborted = true) } as unknown as Dispatcher.DispatchController,
          undefined,
        );
    }, stopper);
    stopper.stop();
    expect(await end).toMatchObject({ cause: 'stopped', sent: false });
    start();
    expect(aborted).toBe(true);
  });

  test('is denied when the request cannot be made at all', async () => {
    const end = await exchangeOver(() => {
      throw new Error('invalid request path');
    });
    expect(end).toMatchObject({ type: 'no-answer', sent: false });
  });
});
