import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AppError } from '../../../src/contract/errors.ts';
import type { DeliveryQueue, NewDelivery } from '../../../src/main/store/deliveries.ts';
import { eventually } from '../support/eventually.ts';
import { seededCases } from '../support/full-run.ts';
import { changeFile } from '../support/store/faults/damage-file.ts';
import { createTestRevocation, openTestStore, temporaryFolder } from '../support/store/test-store.ts';

const refusal: AppError = { code: 'receiver-refused', reason: 'receiver-status', retryable: true };
const all = { receiver: 'siem', most: 100, bytes: 1_000_000 };

function numbered(from: number, to: number): NewDelivery[] {
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    id: `record-${from + at}`,
    body: `body ${from + at}`,
    at: 1_000 + from + at,
  }));
}

/** One end of a session, as an event about it. */
function endOf(about: string, end: number): NewDelivery {
  return { id: `${about}.${end}`, about, body: `${about} ended: ${end}`, at: end };
}

async function add(queue: DeliveryQueue, from: number, to: number, topic: string | null = null) {
  return queue.addDeliveries({ receiver: 'siem', topic, deliveries: numbered(from, to), cursor: to });
}

async function queueIn(folder: string): Promise<DeliveryQueue> {
  const { deliveries } = await openTestStore(folder);
  await deliveries.addReceiver({ receiver: 'siem', cursor: 0 });
  return deliveries;
}

/** A queue with so many deliveries, of which the file was changed while it was at rest. */
async function damagedQueue(count: number, sql: string): Promise<DeliveryQueue> {
  const folder = await temporaryFolder();
  const first = await openTestStore(folder);
  await first.deliveries.addReceiver({ receiver: 'siem', cursor: 0 });
  await add(first.deliveries, 1, count);
  await first.close();
  changeFile(join(folder, 'curfew.db'), sql);
  return (await openTestStore(folder)).deliveries;
}

async function bodies(queue: DeliveryQueue): Promise<(string | null)[]> {
  return (await queue.nextDeliveries(all)).map(({ body }) => body);
}

/** Settles what is named, and nothing else. */
function settle(queue: DeliveryQueue, some: Partial<Parameters<DeliveryQueue['settleDeliveries']>[0]>) {
  return queue.settleDeliveries({
    ...{ receiver: 'siem', at: 7, delivered: [], refused: [], damaged: [] },
    ...some,
  });
}

async function stateOf(queue: DeliveryQueue) {
  return (await queue.receivers({})).find(({ receiver }) => receiver === 'siem');
}

describe('the queue of a receiver', () => {
  test('gives what was added in its order, and once, however often it is added', async () => {
    const queue = await queueIn(await temporaryFolder());
    expect(await add(queue, 1, 3)).toEqual({ added: 3 });
    expect(await add(queue, 2, 5)).toEqual({ added: 2 });
    expect(await bodies(queue)).toEqual(['body 1', 'body 2', 'body 3', 'body 4', 'body 5']);
    expect(await stateOf(queue)).toMatchObject({ waiting: 5, cursor: 5, delivered: 0, oldestAt: 1_001 });
  });

  test('gives no more at a time than was asked for, in number and in bytes, and always one', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 9);
    expect(await queue.nextDeliveries({ ...all, most: 4 })).toHaveLength(4);
    expect(await queue.nextDeliveries({ ...all, bytes: 13 })).toHaveLength(2);
    expect(await queue.nextDeliveries({ ...all, bytes: 1 })).toHaveLength(1);
  });

  test('never goes back in its source', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 5);
    await queue.addDeliveries({ receiver: 'siem', topic: null, deliveries: [], cursor: 2 });
    expect(await stateOf(queue)).toMatchObject({ cursor: 5 });
    await queue.addReceiver({ receiver: 'siem', cursor: 0 });
    expect(await stateOf(queue)).toMatchObject({ cursor: 5, waiting: 5 });
  });

  test('counts what was delivered once, although it is told twice', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 3);
    const [first, second] = await queue.nextDeliveries(all);
    await settle(queue, { delivered: [first?.number ?? 0] });
    await settle(queue, { delivered: [first?.number ?? 0, second?.number ?? 0] });
    expect(await bodies(queue)).toEqual(['body 3']);
    expect(await stateOf(queue)).toMatchObject({ waiting: 1, delivered: 2, deliveredAt: 7, oldestAt: 1_003 });
  });

  test('says why the last attempt failed and since when, until one succeeds', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 1);
    await queue.noteFailedAttempt({ receiver: 'siem', at: 10, error: refusal });
    await queue.noteFailedAttempt({ receiver: 'siem', at: 20, error: refusal });
    expect(await stateOf(queue)).toMatchObject({ error: refusal, failedSince: 10, waiting: 1 });
    const [only] = await queue.nextDeliveries(all);
    await settle(queue, { at: 30, delivered: [only?.number ?? 0] });
    expect(await stateOf(queue)).toMatchObject({
      error: null,
      failedSince: null,
      waiting: 0,
      oldestAt: null,
    });
  });

  test('keeps what was refused with its error, and lets it wait again in its old place', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 3);
    const [first] = await queue.nextDeliveries(all);
    await settle(queue, { refused: [{ number: first?.number ?? 0, error: refusal }] });
    expect(await bodies(queue)).toEqual(['body 2', 'body 3']);
    expect(await stateOf(queue)).toMatchObject({ waiting: 2, refused: 1, delivered: 0, deliveredAt: null });
    expect(await queue.requeueRefused({ receiver: 'siem', after: 0 })).toEqual({
      requeued: 1,
      last: first?.number,
    });
    expect(await bodies(queue)).toEqual(['body 1', 'body 2', 'body 3']);
    expect(await stateOf(queue)).toMatchObject({ waiting: 3, refused: 0 });
  });

  test('keeps what is damaged with its error apart from what was refused, and lets both wait again', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 3, 'revocation');
    const [first, second, third] = (await queue.nextDeliveries(all)).map(({ number }) => number);
    await settle(queue, { damaged: [second ?? 0] });
    const [told] = await queue.topicDeliveries({ topic: 'revocation' });
    expect(told).toMatchObject({ waiting: 2, refused: 0, damaged: 1, error: { reason: 'delivery-damaged' } });
    await settle(queue, { refused: [{ number: first ?? 0, error: refusal }], damaged: [third ?? 0] });
    expect(await stateOf(queue)).toMatchObject({ waiting: 0, refused: 1, damaged: 2 });
    expect(await queue.topicDeliveries({ topic: 'revocation' })).toMatchObject([
      { waiting: 0, refused: 1, damaged: 2, error: refusal },
    ]);
    expect(await queue.requeueRefused({ receiver: 'siem', after: 0 })).toEqual({ requeued: 3, last: third });
    expect(await stateOf(queue)).toMatchObject({ waiting: 3, refused: 0, damaged: 0 });
  });

  test('is as it was after the console was started again', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    await first.deliveries.addReceiver({ receiver: 'siem', cursor: 0 });
    await add(first.deliveries, 1, 4);
    await first.close();
    const { deliveries } = await openTestStore(folder);
    expect(await bodies(deliveries)).toHaveLength(4);
    expect(await stateOf(deliveries)).toMatchObject({ cursor: 4, waiting: 4 });
  });

  test('is gone with all that waits when its receiver is removed, and others stay', async () => {
    const queue = await queueIn(await temporaryFolder());
    await queue.addReceiver({ receiver: 'other', cursor: 0 });
    for (const receiver of ['siem', 'other'])
      await queue.addDeliveries({ receiver, topic: null, deliveries: numbered(1, 1_000), cursor: null });
    let steps = 0;
    while ((await queue.removeReceiver({ receiver: 'siem' })).left) steps += 1;
    expect(steps).toBe(1);
    expect(await queue.receivers({})).toMatchObject([{ receiver: 'other', waiting: 1_000 }]);
  });

  test('is gone when its receiver is removed, and how much of each topic it took stays known', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 3, 'revocation');
    const [first] = await queue.nextDeliveries(all);
    await settle(queue, { delivered: [first?.number ?? 0] });
    expect(await queue.removeReceiver({ receiver: 'siem' })).toEqual({ left: false });
    expect(await queue.receivers({})).toEqual([]);
    expect(await bodies(queue)).toEqual([]);
    const took = { waiting: 0, delivered: 1, refused: 0, damaged: 0, deliveredAt: 7, error: null };
    expect(await queue.topicDeliveries({ topic: 'revocation' })).toEqual([{ receiver: 'siem', ...took }]);
    await queue.forgetTopic({ topic: 'revocation' });
    expect(await queue.topicDeliveries({ topic: 'revocation' })).toEqual([]);
  });

  test('of a receiver at another place begins anew with what it took, and goes on with what waits', async () => {
    const queue = await queueIn(await temporaryFolder());
    await queue.addDeliveries({
      ...{ receiver: 'siem', topic: 'revocation', cursor: null },
      deliveries: numbered(1, 1_000),
    });
    await queue.addDeliveries({
      ...{ receiver: 'siem', topic: 'revocation', cursor: null },
      deliveries: numbered(1_001, 1_005),
    });
    const waiting = await queue.nextDeliveries({ ...all, most: 1_004 });
    const numbers = waiting.map(({ number }) => number);
    const [refused = 0] = numbers.slice(-1);
    await settle(queue, {
      delivered: numbers.slice(0, -1),
      refused: [{ number: refused, error: refusal }],
    });
    await queue.noteFailedAttempt({ receiver: 'siem', at: 8, error: refusal });
    const split = { receiver: 'siem', as: 'siem before' };
    let steps = 0;
    while ((await queue.splitReceiver(split)).left) steps += 1;
    expect(steps).toBe(1);
    // Once, however often it is asked for.
    expect(await queue.splitReceiver(split)).toEqual({ left: false });
    const outcomes = await queue.topicDeliveries({ topic: 'revocation' });
    expect(outcomes.find(({ receiver }) => receiver === 'siem before')).toMatchObject({
      ...{ waiting: 0, delivered: 1_003, refused: 0, deliveredAt: 7 },
    });
    expect(outcomes.find(({ receiver }) => receiver === 'siem')).toMatchObject({
      ...{ waiting: 1, delivered: 0, refused: 1, deliveredAt: null },
    });
    // Nothing was sent to the new place yet: it took nothing, and it did not fail.
    expect(await queue.receivers({})).toMatchObject([
      {
        ...{ receiver: 'siem', waiting: 1, refused: 1, delivered: 0 },
        ...{ deliveredAt: null, error: null, failedSince: null },
      },
    ]);
    // What the earlier place took can be added again, and nothing else.
    expect(await add(queue, 1, 1_000, 'revocation')).toEqual({ added: 1_000 });
    expect(await add(queue, 1_001, 1_005, 'revocation')).toEqual({ added: 3 });
  });

  test('of a receiver that moved goes on with what waits, and counts anew what is taken and what fails', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 3);
    const [taken, refused] = await queue.nextDeliveries(all);
    await settle(queue, {
      delivered: [taken?.number ?? 0],
      refused: [{ number: refused?.number ?? 0, error: refusal }],
    });
    await queue.noteFailedAttempt({ receiver: 'siem', at: 8, error: refusal });
    expect(await stateOf(queue)).toMatchObject({ delivered: 1, deliveredAt: 7, failedSince: 8 });
    await queue.moveReceiver({ receiver: 'siem' });
    expect(await stateOf(queue)).toMatchObject({
      ...{ cursor: 3, waiting: 1, refused: 1, delivered: 0 },
      ...{ deliveredAt: null, error: null, failedSince: null },
    });
    expect(await bodies(queue)).toEqual(['body 3']);
  });

  test('gives a damaged row without its body, and what is behind it', async () => {
    const queue = await damagedQueue(2, `UPDATE delivery SET body = 'body 7' WHERE id = 'record-1'`);
    expect(await bodies(queue)).toEqual([null, 'body 2']);
  });

  test('gives what is behind a row with numbers that are larger than any of JavaScript', async () => {
    const largest = 2n ** 63n - 1n;
    const queue = await damagedQueue(
      3,
      `UPDATE delivery SET crc = ${largest} WHERE id = 'record-1';
       UPDATE delivery SET at = ${largest} WHERE id = 'record-2'`,
    );
    expect(await bodies(queue)).toEqual([null, 'body 2', 'body 3']);
  });
});

test('a damaged table of deliveries is replaced with its file, and the revocations are listed as before', async () => {
  const folder = await temporaryFolder();
  const first = await openTestStore(folder);
  await first.deliveries.addReceiver({ receiver: 'siem', cursor: 0 });
  await add(first.deliveries, 1, 2);
  const id = await createTestRevocation(first);
  await first.close();
  await destroyTable(join(folder, 'curfew.db'), 'delivery');
  const store = await openTestStore(folder);
  expect(await store.deliveries.nextDeliveries(all)).toEqual([]);
  // Whoever has receivers begins their queues anew.
  expect(await store.deliveries.receivers({})).toEqual([]);
  expect(await store.read.entry({ id })).toMatchObject({ type: 'readable' });
  expect(readdirSync(folder).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
});

/** Zeros in place of the first page of the table. */
async function destroyTable(path: string, name: string): Promise<void> {
  const db = new DatabaseSync(path);
  const page = Number(db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name)?.rootpage);
  const size = Number(db.prepare('PRAGMA page_size').get()?.page_size);
  db.close();
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(size), 0, size, (page - 1) * size);
  await file.close();
}

describe('a topic', () => {
  test('of a revocation that was removed before a kill is forgotten at the next start', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const [removed, other] = [await createTestRevocation(first), await createTestRevocation(first)];
    await first.deliveries.addReceiver({ receiver: 'siem', cursor: 0 });
    await first.deliveries.addReceiver({ receiver: 'app', cursor: 0 });
    await add(first.deliveries, 1, 3, removed);
    await first.deliveries.addDeliveries({
      ...{ receiver: 'app', topic: other, cursor: null, deliveries: numbered(1, 3) },
    });
    const [delivered] = await first.deliveries.nextDeliveries(all);
    await settle(first.deliveries, { delivered: [delivered?.number ?? 0] });
    await first.write.remove({ id: removed });
    // Killed here: nobody told the queue.
    await first.close();
    const store = await openTestStore(folder);
    const db = new DatabaseSync(join(folder, 'curfew.db'), { readOnly: true });
    const rows = db.prepare('SELECT count(*) AS n FROM delivery WHERE topic = ?');
    await eventually(() => expect(rows.get(removed)).toEqual({ n: 0 }));
    expect(rows.get(other)).toEqual({ n: 3 });
    db.close();
    expect(await store.deliveries.topicDeliveries({ topic: removed })).toEqual([]);
    expect(await store.deliveries.topicDeliveries({ topic: other })).toMatchObject([{ waiting: 3 }]);
    // What waits is sent all the same.
    expect(await bodies(store.deliveries)).toEqual(['body 2', 'body 3']);
  });

  test('knows what became of its deliveries until it is forgotten', async () => {
    const queue = await queueIn(await temporaryFolder());
    await add(queue, 1, 4, 'revocation');
    const [first, second] = await queue.nextDeliveries(all);
    await settle(queue, {
      at: 9,
      delivered: [first?.number ?? 0],
      refused: [{ number: second?.number ?? 0, error: refusal }],
    });
    expect(await queue.topicDeliveries({ topic: 'revocation' })).toEqual([
      { receiver: 'siem', waiting: 2, delivered: 1, refused: 1, damaged: 0, deliveredAt: 9, error: refusal },
    ]);
    // What was delivered is not sent again.
    expect(await add(queue, 1, 4, 'revocation')).toEqual({ added: 0 });
    expect(await queue.forgetTopic({ topic: 'revocation' })).toEqual({ left: false });
    expect(await queue.topicDeliveries({ topic: 'revocation' })).toEqual([]);
    expect(await bodies(queue)).toEqual(['body 3', 'body 4']);
  });

  test('counts of the same thing only the last, and sends what waits of the earlier ones all the same', async () => {
    const queue = await queueIn(await temporaryFolder());
    const addEnds = (...deliveries: NewDelivery[]) =>
      queue.addDeliveries({ receiver: 'siem', topic: 'revocation', deliveries, cursor: null });
    const told = async () => (await queue.topicDeliveries({ topic: 'revocation' }))[0];
    await addEnds(endOf('taken', 1), endOf('refused', 1), endOf('waiting', 1), endOf('waiting-not', 1));
    const [taken, refused] = await queue.nextDeliveries(all);
    await settle(queue, {
      delivered: [taken?.number ?? 0],
      refused: [{ number: refused?.number ?? 0, error: refusal }],
    });
    expect(await told()).toMatchObject({ waiting: 2, delivered: 1, refused: 1 });
    expect(await addEnds(endOf('taken', 2), endOf('refused', 2), endOf('waiting', 2))).toEqual({ added: 3 });
    expect(await told()).toMatchObject({ waiting: 4, delivered: 0, refused: 0 });
    expect(await stateOf(queue)).toMatchObject({ waiting: 5, refused: 0 });
    // The same end again is nothing new.
    expect(await addEnds(endOf('taken', 2))).toEqual({ added: 0 });
    expect(await bodies(queue)).toEqual([
      ...['waiting ended: 1', 'waiting-not ended: 1'],
      ...['taken ended: 2', 'refused ended: 2', 'waiting ended: 2'],
    ]);
  });

  test('loses what it has under a topic, and nothing else, and takes it again afterwards', async () => {
    const queue = await queueIn(await temporaryFolder());
    await queue.addReceiver({ receiver: 'other', cursor: 0 });
    await add(queue, 1, 3, 'verification');
    await add(queue, 4, 4, 'revocation');
    await queue.addDeliveries({
      ...{ receiver: 'other', topic: 'verification', cursor: null },
      deliveries: numbered(9, 9),
    });
    const [first, second] = await queue.nextDeliveries(all);
    await settle(queue, {
      at: 9,
      delivered: [first?.number ?? 0],
      refused: [{ number: second?.number ?? 0, error: refusal }],
    });
    const topic = 'verification';
    expect(await queue.removeTopic({ receiver: 'siem', topic })).toEqual({ left: false });
    expect(await bodies(queue)).toEqual(['body 4']);
    expect(await stateOf(queue)).toMatchObject({ waiting: 1, refused: 0, delivered: 1 });
    expect(await queue.topicDeliveries({ topic })).toMatchObject([{ receiver: 'other', waiting: 1 }]);
    expect(await add(queue, 1, 3, topic)).toEqual({ added: 3 });
  });

  test('has the numbers of each topic as its rows have them, whatever happens to these', {
    timeout: 600_000,
  }, async () => {
    const folder = await temporaryFolder();
    const { deliveries: queue } = await openTestStore(folder);
    const db = new DatabaseSync(join(folder, 'curfew.db'), { readOnly: true });
    onTestFinished(() => db.close());
    const counted = db.prepare(
      `SELECT total(state = 0) AS waiting, total(state = 1) AS delivered, total(state = 2) AS refused,
         total(state = 3) AS damaged, max(iif(state = 1, settled_at, NULL)) AS deliveredAt FROM delivery WHERE topic = ?`,
    );
    let receivers = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(queueChange, { minLength: 5, maxLength: 30 }), async (changes) => {
        receivers += 1;
        const receiver = `receiver ${receivers}`;
        await queue.addReceiver({ receiver, cursor: 0 });
        for (const change of changes) await change(queue, receiver);
        for (const topic of topicsOf(receiver)) {
          const [told = untold] = await queue.topicDeliveries({ topic });
          const { deliveredAt, ...numbers } = { ...counted.get(topic) };
          expect(told).toMatchObject(numbers);
          // What was added again counts no more; when it was delivered last is still known.
          expect(told.deliveredAt ?? 0).toBeGreaterThanOrEqual(Number(deliveredAt ?? 0));
        }
      }),
      { numRuns: seededCases({ sample: 60, full: 3_000 }), seed: 8_935 },
    );
  });
});

const untold = { waiting: 0, delivered: 0, refused: 0, damaged: 0, deliveredAt: null };

function topicsOf(receiver: string): readonly [string, string] {
  return [`${receiver}, one`, `${receiver}, two`];
}

type QueueChange = (queue: DeliveryQueue, receiver: string) => Promise<unknown>;

/** Something that happens to the queue of a receiver, with or without a topic. */
const queueChange = changesOfQueues();

function changesOfQueues(): fc.Arbitrary<QueueChange> {
  const topic = fc.constantFrom(0, 1);
  const number = fc.integer({ min: 1, max: 40 });
  const added = fc.record({ topic: fc.option(topic), first: number, count: number }).map(
    ({ topic: of, first, count }): QueueChange =>
      (queue, receiver) =>
        queue.addDeliveries({
          ...{ receiver, topic: of === null ? null : topicsOf(receiver)[of], cursor: null },
          deliveries: numbered(first, first + count),
        }),
  );
  const addedAgain = fc.record({ topic, about: number, end: fc.integer({ min: 1, max: 3 }) }).map(
    ({ topic: of, about, end }): QueueChange =>
      (queue, receiver) =>
        queue.addDeliveries({
          ...{ receiver, topic: topicsOf(receiver)[of], cursor: null },
          deliveries: [endOf(`session-${about}-${of}`, end)],
        }),
  );
  const settled = fc.record({ at: number, count: number, every: fc.integer({ min: 1, max: 4 }) }).map(
    ({ at, count, every }): QueueChange =>
      async (queue, receiver) => {
        const waiting = await queue.nextDeliveries({ ...all, receiver, most: count });
        const numbers = waiting.map((one) => one.number);
        const others = numbers.filter((_, index) => index % every === 0);
        await settle(queue, {
          ...{ receiver, at },
          delivered: numbers.filter((_, index) => index % every !== 0),
          refused: others
            .filter((_, index) => index % 2 === 0)
            .map((one) => ({ number: one, error: refusal })),
          damaged: others.filter((_, index) => index % 2 !== 0),
        });
      },
  );
  const requeued = fc.constant<QueueChange>((queue, receiver) =>
    queue.requeueRefused({ receiver, after: 0 }),
  );
  const forgotten = topic.map(
    (of): QueueChange =>
      (queue, receiver) =>
        queue.forgetTopic({ topic: topicsOf(receiver)[of] }),
  );
  const removed = topic.map(
    (of): QueueChange =>
      (queue, receiver) =>
        queue.removeTopic({ receiver, topic: topicsOf(receiver)[of] }),
  );
  return fc.oneof(
    { weight: 4, arbitrary: added },
    { weight: 4, arbitrary: settled },
    { weight: 3, arbitrary: addedAgain },
    ...[requeued, forgotten, removed].map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}
