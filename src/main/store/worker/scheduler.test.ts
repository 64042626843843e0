import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../contract/failure.ts';
import { createScheduler } from './scheduler.ts';

const never = new AbortController().signal;

describe('the scheduler of a worker', () => {
  test('runs calls of runs before calls that have waited longer', async () => {
    const { add } = createScheduler();
    const order: string[] = [];
    const call = (name: string, priority: 'run' | 'other') => add(priority, () => void order.push(name));
    await Promise.all([
      call('page 1', 'other'),
      call('page 2', 'other'),
      call('batch 1', 'run'),
      call('batch 2', 'run'),
    ]);
    expect(order).toEqual(['batch 1', 'batch 2', 'page 1', 'page 2']);
  });

  test('takes long work one step at a time, with other calls in between', async () => {
    const { add, addLong } = createScheduler();
    const order: string[] = [];
    function* steps() {
      for (let step = 1; step <= 3; step++) {
        order.push(`step ${step}`);
        yield;
      }
      return 'done';
    }
    const long = addLong('other', steps, never);
    const page = add('other', () => void order.push('page'));
    while (!order.includes('step 1')) await nextTurn();
    const batch = add('run', () => void order.push('batch'));
    expect(await long).toBe('done');
    await Promise.all([page, batch]);
    expect(order.indexOf('page')).toBeLessThan(order.indexOf('step 2'));
    expect(order.indexOf('batch')).toBeLessThan(order.indexOf('step 3'));
  });

  test('gives other calls a turn now and then while runs call without a pause', async () => {
    const { add } = createScheduler();
    let runs = 0;
    let page = -1;
    const all = Array.from({ length: 100 }, () => add('run', () => void runs++));
    const other = add('other', () => {
      page = runs;
    });
    await Promise.all([...all, other]);
    expect(page).toBeGreaterThan(0);
    expect(page).toBeLessThan(50);
  });

  test('rejects with the failure of what a call throws, and goes on', async () => {
    const { add, addLong } = createScheduler();
    const oops = Object.assign(new Error('oops'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
    const fail = () => {
      throw oops;
    };
    function* steps() {
      yield;
      fail();
    }
    const full = { error: { code: 'disk-full', details: { cause: 'ENOSPC' } } };
    await expect(add('other', fail)).rejects.toMatchObject(full);
    await expect(addLong('run', steps, never)).rejects.toMatchObject(full);
    expect(await add('other', () => 1)).toBe(1);
  });

  test('ends long work that is aborted before its next step, and lets it tidy up', async () => {
    const { addLong } = createScheduler();
    const stop = new AbortController();
    const seen: string[] = [];
    function* steps() {
      try {
        for (;;) {
          seen.push('step');
          stop.abort();
          yield;
        }
      } finally {
        seen.push('tidied up');
      }
    }
    const thrown = await addLong('other', steps, stop.signal).catch((reason: unknown) => reason);
    expect((thrown as Failure).error.code).toBe('aborted');
    expect(thrown).toBeInstanceOf(Failure);
    expect(seen).toEqual(['step', 'tidied up']);
  });
});
