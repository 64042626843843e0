import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createCallQueue } from './store-thread.ts';

/** Calls that go on until the test ends them. */
function createCalls(places: number) {
  const line = createCallQueue(places);
  const running: string[] = [];
  const ends = new Map<string, () => void>();
  function call(name: string, priority: 'run' | 'other', signal?: AbortSignal): Promise<void> {
    return line.run(priority, signal, () => {
      running.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    });
  }
  async function end(name: string): Promise<void> {
    ends.get(name)?.();
    running.splice(running.indexOf(name), 1);
    await nextTurn();
  }
  return { call, end, running };
}

describe('the call queue of a thread', () => {
  test('lets a limited number of calls wait in the thread, and reserves some for runs', async () => {
    const { call, end, running } = createCalls(4);
    for (const name of ['a', 'b', 'c', 'd']) void call(name, 'other');
    for (const name of ['run 1', 'run 2']) void call(name, 'run');
    await nextTurn();
    expect(running).toEqual(['a', 'b', 'c', 'run 1']);
    await end('a');
    expect(running).toEqual(['b', 'c', 'run 1', 'run 2']);
    await end('b');
    expect(running).toEqual(['c', 'run 1', 'run 2']);
    await end('run 1');
    expect(running).toEqual(['c', 'run 2', 'd']);
  });

  test('removes a call that is aborted', async () => {
    const { call, end, running } = createCalls(1);
    const stop = new AbortController();
    void call('a', 'other');
    const aborted = call('b', 'other', stop.signal).catch((reason: unknown) => reason);
    void call('c', 'other');
    stop.abort();
    expect(await aborted).toMatchObject({ error: { code: 'aborted', sent: false } });
    await end('a');
    expect(running).toEqual(['c']);
  });
});
