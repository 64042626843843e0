import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../../test/unit/support/eventually.ts';
import { changeFile } from '../../../test/unit/support/store/faults/damage-file.ts';
import { openTestStore, temporaryFolder } from '../../../test/unit/support/store/test-store.ts';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure } from '../../contract/failure.ts';
import type { DeliveryQueue } from '../store/deliveries.ts';
import { createDeliveries } from './deliveries.ts';
import type { Delivery, SendResult } from './receiver-loop.ts';

const away = failure('unreachable', { reason: 'nothing-listens', params: { host: 'h', cause: 'c' } });
const refusal: AppError = { code: 'receiver-refused', reason: 'receiver-status', retryable: true };

type Send = (deliveries: readonly Delivery[], signal: AbortSignal) => Promise<SendResult>;

const takeAll: Send = async (deliveries) => ({
  ...{ delivered: deliveries.map(({ number }) => number), refused: [], error: null },
});

/** A receiver over the real store, whose sending the test decides. */
async function receiverThat(send: Send, most = 3) {
  const store = await openTestStore(await temporaryFolder());
  const clock = createTestClock();
  const deliveries = createDeliveries({ queue: store.deliveries, clock, onChange: () => undefined });
  onTestFinished(() => void deliveries.end());
  const sent: string[][] = [];
  let closed = 0;
  await deliveries.open(
    {
      ...{ id: 'siem', batch: { most, bytes: 1_000 } },
      send: (batch, signal) => {
        sent.push(batch.map(({ body }) => body));
        return send(batch, signal);
      },
      close: () => {
        closed += 1;
      },
    },
    0,
  );
  return {
    ...{ clock, deliveries, sent, queue: store.deliveries },
    add: (...bodies: string[]) =>
      deliveries.add({
        ...{ receiver: 'siem', topic: null, cursor: null },
        deliveries: bodies.map((body) => ({ id: body, body, at: clock.now() })),
      }),
    state: async () => (await deliveries.states()).get('siem'),
    timesClosed: () => closed,
  };
}

/** As where the index of a queue leads to a row that does not wait. */
function queueThatSettlesNothing() {
  let sent = 0;
  const state = { receiver: 'siem', cursor: 0, waiting: 1, refused: 0, delivered: 0, oldestAt: 1 };
  const queue = {
    addReceiver: async () => null,
    nextDeliveries: async () => [{ number: 1, id: 'a', body: 'a', at: 1 }],
    settleDeliveries: async () => {
      sent += 1;
      return { settled: 0 };
    },
    noteFailedAttempt: async () => null,
    receivers: async () => [{ ...state, deliveredAt: null, error: null, failedSince: null }],
  } as unknown as DeliveryQueue;
  return { queue, sent: () => sent };
}

/** A queue in memory that counts what it is asked; `lose` removes it, as a damaged file that was replaced does. */
function queueThatIsLost() {
  const asked: string[] = [];
  let isThere = false;
  let isFull = false;
  const queue = {
    addReceiver: async () => {
      asked.push('addReceiver');
      isThere = true;
      return null;
    },
    addDeliveries: async () => {
      asked.push('addDeliveries');
      if (!isThere || isFull) throw failure(isFull ? 'disk-full' : 'store-unavailable');
      return { added: 1 };
    },
    nextDeliveries: async () => [],
    receivers: async () => {
      asked.push('receivers');
      return isThere ? [{ receiver: 'siem' }] : [];
    },
  } as unknown as DeliveryQueue;
  return {
    ...{ asked, queue },
    lose: () => {
      isThere = false;
    },
    fill: () => {
      isFull = true;
    },
  };
}

describe('an addition to a queue', () => {
  async function open() {
    const lost = queueThatIsLost();
    const deliveries = createDeliveries({
      ...{ queue: lost.queue, clock: createTestClock(), onChange: () => undefined },
    });
    onTestFinished(() => void deliveries.end());
    const send = takeAll;
    await deliveries.open({ id: 'siem', batch: { most: 1, bytes: 1_000 }, send, close: () => undefined }, 0);
    lost.asked.length = 0;
    const delivery = { id: 'a', body: 'a', at: 1 };
    const add = () => deliveries.add({ receiver: 'siem', topic: 't', cursor: null, deliveries: [delivery] });
    return { ...lost, add };
  }

  test('asks for nothing else while the queue is there', async () => {
    const { add, asked } = await open();
    await add();
    await add();
    expect(asked).toEqual(['addDeliveries', 'addDeliveries']);
  });

  test('makes the queue anew and is done again where the queue was lost with its file', async () => {
    const { add, asked, lose } = await open();
    lose();
    await add();
    expect(asked).toEqual(['addDeliveries', 'receivers', 'addReceiver', 'addDeliveries']);
  });

  test('fails with its own reason where the queue is there', async () => {
    const { add, asked, fill } = await open();
    fill();
    await expect(add()).rejects.toMatchObject({ error: { code: 'disk-full' } });
    expect(asked).toEqual(['addDeliveries', 'receivers']);
  });
});

describe('a receiver', () => {
  test('gets no more at a time than its batch, and everything in order', async () => {
    const receiver = await receiverThat(takeAll);
    await receiver.add('a', 'b', 'c', 'd', 'e');
    await eventually(async () => expect(await receiver.state()).toMatchObject({ waiting: 0, delivered: 5 }));
    expect(receiver.sent.every((batch) => batch.length <= 3)).toBe(true);
    expect(receiver.sent.flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('that took a part gets only the rest again', async () => {
    let isAway = true;
    const receiver = await receiverThat(async (batch, signal) => {
      if (!isAway) return takeAll(batch, signal);
      isAway = false;
      return { delivered: batch.slice(0, 1).map(({ number }) => number), refused: [], error: away.error };
    });
    await receiver.add('a', 'b', 'c');
    await eventually(async () =>
      expect(await receiver.state()).toMatchObject({ state: 'retrying', delivered: 1, error: away.error }),
    );
    receiver.clock.advance(1_000);
    await eventually(async () =>
      expect(await receiver.state()).toMatchObject({ state: 'idle', delivered: 3 }),
    );
    expect(receiver.sent).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
  });

  test('is waited for longer and longer, at most a minute, and at once again after a success', async () => {
    let isAway = true;
    const receiver = await receiverThat(async (batch, signal) => {
      if (isAway) throw away;
      return takeAll(batch, signal);
    });
    await receiver.add('a');
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      await eventually(async () =>
        expect(await receiver.state()).toMatchObject({ nextAt: receiver.clock.now() + seconds * 1_000 }),
      );
      receiver.clock.advance(seconds * 1_000);
    }
    isAway = false;
    await eventually(async () => expect(await receiver.state()).toMatchObject({ state: 'retrying' }));
    receiver.clock.advance(60_000);
    await eventually(async () =>
      expect(await receiver.state()).toMatchObject({ state: 'idle', error: null, failedSince: null }),
    );
    isAway = true;
    await receiver.add('b');
    await eventually(async () =>
      expect(await receiver.state()).toMatchObject({ nextAt: receiver.clock.now() + 1_000 }),
    );
  });

  test('that refuses one for good gets the next ones, and the refused one when it is asked for', async () => {
    const receiver = await receiverThat(async (batch) => ({
      delivered: batch.filter(({ body }) => body !== 'b').map(({ number }) => number),
      refused: batch.filter(({ body }) => body === 'b').map(({ number }) => ({ number, error: refusal })),
      error: null,
    }));
    await receiver.add('a', 'b', 'c');
    await eventually(async () =>
      expect(await receiver.state()).toMatchObject({ waiting: 0, delivered: 2, refused: 1 }),
    );
    await receiver.deliveries.retry('siem');
    await eventually(() => expect(receiver.sent.at(-1)).toEqual(['b']));
  });

  test('that is closed while it is sent to has everything in its queue that it did not confirm', async () => {
    const receiver = await receiverThat(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(failure('aborted')), { once: true });
        }),
    );
    await receiver.add('a', 'b');
    await eventually(async () => expect(await receiver.state()).toMatchObject({ state: 'sending' }));
    await receiver.deliveries.end();
    expect(await receiver.queue.receivers({})).toMatchObject([{ waiting: 2, delivered: 0, error: null }]);
  });

  test('is sent what it refused once more, and no more often, when the operator tries again', async () => {
    const receiver = await receiverThat(async (batch) => ({
      ...{ delivered: [], error: null },
      refused: batch.map(({ number }) => ({ number, error: refusal })),
    }));
    await receiver.add('a', 'b', 'c', 'd', 'e');
    await eventually(async () => expect(await receiver.state()).toMatchObject({ waiting: 0, refused: 5 }));
    receiver.sent.length = 0;
    await receiver.deliveries.retry('siem');
    await eventually(async () => expect(await receiver.state()).toMatchObject({ waiting: 0, refused: 5 }));
    expect(receiver.sent.flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('is not sent for ever what the queue gives again after it was settled', async () => {
    const clock = createTestClock();
    const { queue, sent } = queueThatSettlesNothing();
    const deliveries = createDeliveries({ queue, clock, onChange: () => undefined });
    onTestFinished(() => deliveries.end());
    await deliveries.open(
      { ...{ id: 'siem', batch: { most: 1, bytes: 1 } }, send: takeAll, close: () => undefined },
      0,
    );
    await eventually(async () =>
      expect((await deliveries.states()).get('siem')).toMatchObject({
        state: 'retrying',
        error: { code: 'store-damaged' },
      }),
    );
    expect(sent()).toBe(2);
  });

  test('did not refuse what was damaged in its queue, and gets what is behind it', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    await first.deliveries.addReceiver({ receiver: 'siem', cursor: 0 });
    const added = ['refused', 'damaged', 'taken'].map((id) => ({ id, body: id, at: 1 }));
    await first.deliveries.addDeliveries({ receiver: 'siem', topic: 't', cursor: null, deliveries: added });
    await first.close();
    changeFile(join(folder, 'curfew.db'), `UPDATE delivery SET body = 'another' WHERE id = 'damaged'`);

    const { deliveries: queue } = await openTestStore(folder);
    const deliveries = createDeliveries({ queue, clock: createTestClock(), onChange: () => undefined });
    onTestFinished(() => deliveries.end());
    const sent: string[] = [];
    const send: Send = async (batch) => {
      sent.push(...batch.map(({ body }) => body));
      const [refused, delivered] = [true, false].map((isRefused) =>
        batch.filter(({ id }) => (id === 'refused') === isRefused).map(({ number }) => number),
      );
      return {
        ...{ delivered: delivered ?? [], error: null },
        refused: (refused ?? []).map((number) => ({ number, error: refusal })),
      };
    };
    const batch = { most: 1, bytes: 1_000 };
    await deliveries.open({ id: 'siem', batch, send, close: () => undefined }, 0);
    const counted = { waiting: 0, delivered: 1, refused: 1, damaged: 1 };
    const state = async () => (await deliveries.states()).get('siem');
    await eventually(async () => expect(await state()).toMatchObject({ state: 'idle', ...counted }));
    expect(await queue.topicDeliveries({ topic: 't' })).toMatchObject([
      { ...counted, error: { code: 'store-damaged', reason: 'delivery-damaged' } },
    ]);

    // It is as damaged as before.
    await deliveries.retry('siem');
    await eventually(() => expect(sent).toEqual(['refused', 'taken', 'refused']));
    await eventually(async () => expect(await state()).toMatchObject({ state: 'idle', ...counted }));
    await deliveries.removeTopic('siem', 't');
    expect(await state()).toMatchObject({ waiting: 0, refused: 0, damaged: 0 });
  });

  test('is closed when it is replaced', async () => {
    const receiver = await receiverThat(takeAll);
    expect(receiver.timesClosed()).toBe(0);
    await receiver.deliveries.open(
      { ...{ id: 'siem', batch: { most: 1, bytes: 1_000 } }, send: takeAll, close: () => undefined },
      0,
    );
    expect(receiver.timesClosed()).toBe(1);
    expect(receiver.deliveries.isOpen('siem')).toBe(true);
  });

  test('is closed when it is removed', async () => {
    const receiver = await receiverThat(takeAll);
    await receiver.deliveries.remove('siem');
    expect(receiver.timesClosed()).toBe(1);
    expect(receiver.deliveries.isOpen('siem')).toBe(false);
  });

  test('does not wait for what another one does', async () => {
    const receiver = await receiverThat(() => new Promise(() => undefined));
    const taken: string[] = [];
    await receiver.deliveries.open(
      {
        ...{ id: 'other', batch: { most: 10, bytes: 1_000 } },
        send: (batch, signal) => {
          taken.push(...batch.map(({ body }) => body));
          return takeAll(batch, signal);
        },
        close: () => undefined,
      },
      0,
    );
    await receiver.add('a');
    await receiver.deliveries.add({
      ...{ receiver: 'other', topic: null, cursor: null },
      deliveries: [{ id: 'x', body: 'x', at: 1 }],
    });
    await eventually(() => expect(taken).toEqual(['x']));
    // The first one never answers: nobody waits for it at the end either.
    void receiver.deliveries.end();
  });
});
