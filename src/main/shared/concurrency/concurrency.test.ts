import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createLimit, createOrderedQueue, forEachConcurrent, mapConcurrent } from './limit.ts';

/** Work that ends when the test says so. */
function createGate<T>() {
  let open: (value: T) => void = () => undefined;
  let fail: (thrown: unknown) => void = () => undefined;
  const passed = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { passed, open, fail };
}

async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe('mapConcurrent', () => {
  test('gives what came of each item in the order of the items, whatever order they end in', async () => {
    const gates = [0, 1, 2].map(() => createGate<string>());
    const mapped = mapConcurrent([0, 1, 2], 3, (index) => gates[index]?.passed as Promise<string>);
    for (const index of [2, 0, 1]) gates[index]?.open(`item ${index}`);
    expect(await mapped).toEqual(['item 0', 'item 1', 'item 2']);
  });

  test.each([1, 3, 10])('has at most %i under way, and takes no item before there is room', async (limit) => {
    let underWay = 0;
    let most = 0;
    let taken = 0;
    let ahead = 0;
    function* items() {
      for (let item = 0; item < 30; item++) {
        taken += 1;
        yield item;
      }
    }
    let ended = 0;
    await mapConcurrent(items(), limit, async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      ahead = Math.max(ahead, taken - ended);
      await nextTurn();
      underWay -= 1;
      ended += 1;
    });
    expect({ most, ahead, taken }).toEqual({ most: limit, ahead: limit, taken: 30 });
  });

  test('takes items that come over time', async () => {
    async function* items() {
      for (let item = 0; item < 5; item++) {
        await nextTurn();
        yield item;
      }
    }
    expect(await mapConcurrent(items(), 2, async (item) => item * 2)).toEqual([0, 2, 4, 6, 8]);
  });

  test('begins no more after a failure, aborts the rest, and rejects when all have ended', async () => {
    const slow = createGate<void>();
    const begun: number[] = [];
    let told = false;
    let closed = false;
    function* items() {
      try {
        for (let item = 0; item < 100; item++) yield item;
      } finally {
        closed = true;
      }
    }
    let settled = false;
    const work = thrownBy(
      forEachConcurrent(items(), 2, async (item, signal) => {
        begun.push(item);
        if (item === 1) throw new Error('Item 1 is bad.');
        signal.addEventListener('abort', () => {
          told = true;
        });
        await slow.passed;
      }),
    ).finally(() => {
      settled = true;
    });
    await turns();
    expect({ begun, told, settled }).toEqual({ begun: [0, 1], told: true, settled: false });
    slow.open();
    expect(await work).toMatchObject({ message: 'Item 1 is bad.' });
    expect(closed).toBe(true);
  });

  test('rejects with the reason of the signal, and begins nothing after it', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const work = thrownBy(
      mapConcurrent(
        [1, 2, 3, 4],
        2,
        async (item, signal) => {
          begun.push(item);
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          throw new Error('It was cut off.');
        },
        stop.signal,
      ),
    );
    await turns();
    const reason = new Error('stopped');
    stop.abort(reason);
    expect(await work).toBe(reason);
    expect(begun).toEqual([1, 2]);
  });

  test('rejects when the items themselves fail', async () => {
    function* items() {
      yield 1;
      throw new Error('There is no second item.');
    }
    expect(await thrownBy(mapConcurrent(items(), 2, async () => undefined))).toMatchObject({
      message: 'There is no second item.',
    });
  });
});

describe('a limit', () => {
  test('lets no more run at the same time, higher priorities first, then who came first', async () => {
    const limit = createLimit(1);
    const gate = createGate<void>();
    const begun: string[] = [];
    const run = (name: string, priority?: number) => limit.run(async () => void begun.push(name), priority);
    const all = [limit.run(() => gate.passed), run('a'), run('b'), run('urgent', 1)];
    await turns();
    expect(begun).toEqual([]);
    gate.open();
    await Promise.all(all);
    expect(begun).toEqual(['urgent', 'a', 'b']);
  });

  test('keeps its bound and the order of a thousand that wait', async () => {
    const limit = createLimit(3);
    const begun: number[] = [];
    let underWay = 0;
    let most = 0;
    const runs = Array.from({ length: 1_000 }, (_, index) =>
      limit.run(async () => {
        begun.push(index);
        underWay += 1;
        most = Math.max(most, underWay);
        await nextTurn();
        underWay -= 1;
      }),
    );
    await Promise.all(runs);
    expect(most).toBe(3);
    expect(begun).toEqual([...begun].sort((a, b) => a - b));
  });

  test('gives a place that is left to who waits, not to who comes just then', async () => {
    const limit = createLimit(1);
    const begun: string[] = [];
    const run = (name: string) => limit.run(async () => void begun.push(name));
    const first = run('first').then(() => run('last'));
    await Promise.all([first, run('waits')]);
    expect(begun).toEqual(['first', 'waits', 'last']);
  });

  test('is idle when what was added meanwhile has ended too', async () => {
    const limit = createLimit(1);
    const gate = createGate<void>();
    const ended: string[] = [];
    const first = limit.run(async () => void ended.push('first'));
    const idle = limit.idle().then(() => ended.push('idle'));
    const second = limit.run(async () => {
      await gate.passed;
      ended.push('second');
    });
    await first;
    await turns();
    expect(ended).toEqual(['first']);
    gate.open();
    await Promise.all([second, idle]);
    expect(ended).toEqual(['first', 'second', 'idle']);
    await limit.idle();
  });

  test('settles as the work does, and goes on after a failure', async () => {
    const limit = createLimit(1);
    const failed = thrownBy(limit.run(() => Promise.reject(new Error('It failed.'))));
    const next = limit.run(async () => 'done');
    expect(await failed).toMatchObject({ message: 'It failed.' });
    expect(await next).toBe('done');
    await limit.idle();
  });
});

describe('an ordered queue', () => {
  test('takes results in the order in which the work was added', async () => {
    const gates = [0, 1, 2].map(() => createGate<number>());
    const taken: number[] = [];
    const queue = createOrderedQueue<number>(3, (result) => void taken.push(result));
    for (const gate of gates) await queue.add(() => gate.passed);
    gates[2]?.open(2);
    gates[1]?.open(1);
    await turns();
    expect(taken).toEqual([]);
    gates[0]?.open(0);
    await queue.done();
    expect(taken).toEqual([0, 1, 2]);
  });

  test('begins no work before there is room, and has room again when a result was taken', async () => {
    const gates = [0, 1, 2].map(() => createGate<number>());
    const begun: number[] = [];
    const queue = createOrderedQueue<number>(2, () => undefined);
    const add = (index: number) =>
      queue.add(() => {
        begun.push(index);
        return gates[index]?.passed as Promise<number>;
      });
    await add(0);
    await add(1);
    const third = add(2);
    gates[1]?.open(1);
    await turns();
    expect(begun).toEqual([0, 1]);
    gates[0]?.open(0);
    await third;
    expect(begun).toEqual([0, 1, 2]);
    gates[2]?.open(2);
    await queue.done();
  });

  test('never takes two results at the same time', async () => {
    let taking = 0;
    let most = 0;
    const queue = createOrderedQueue<number>(4, async () => {
      taking += 1;
      most = Math.max(most, taking);
      await nextTurn();
      taking -= 1;
    });
    for (let item = 0; item < 20; item++) await queue.add(async () => item);
    await queue.done();
    expect(most).toBe(1);
  });

  test('takes nothing after a failure, aborts what is under way, and rejects when it has ended', async () => {
    const slow = createGate<number>();
    const taken: number[] = [];
    let told = false;
    const queue = createOrderedQueue<number>(3, (result) => void taken.push(result));
    await queue.add((signal) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return slow.passed;
    });
    await queue.add(() => Promise.reject(new Error('The second failed.')));
    await turns();
    expect(told).toBe(true);
    expect(await thrownBy(queue.add(async () => 3))).toMatchObject({ message: 'The second failed.' });
    const done = thrownBy(queue.done());
    slow.open(1);
    expect(await done).toMatchObject({ message: 'The second failed.' });
    expect(taken).toEqual([]);
  });

  test('rejects with what taking a result throws', async () => {
    const queue = createOrderedQueue<number>(1, () => {
      throw new Error('It cannot be taken.');
    });
    await queue.add(async () => 1);
    expect(await thrownBy(queue.done())).toMatchObject({ message: 'It cannot be taken.' });
  });
});
