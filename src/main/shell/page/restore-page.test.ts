import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { failure } from '../../../contract/failure.ts';
import { createPageRestorer } from './restore-page.ts';

type Restorable = Parameters<ReturnType<typeof createPageRestorer>['watch']>[0];

/** `answer`: of the operator; `cannot-ask`: another question is open. */
function watchedWindow(answer: boolean | 'cannot-ask') {
  let time = 0;
  let asked = 0;
  let reloads = 0;
  let isClosed = false;
  const contents = Object.assign(new EventEmitter(), {
    isDestroyed: () => isClosed,
    reload: () => {
      if (isClosed) throw new TypeError('Object has been destroyed');
      reloads += 1;
    },
    forcefullyCrashRenderer: () => contents.emit('render-process-gone', {}, { reason: 'killed' }),
  });
  const window = Object.assign(new EventEmitter(), { webContents: contents });
  const restorer = createPageRestorer({
    log: () => undefined,
    now: () => time,
    askAgain: async () => {
      asked += 1;
      if (answer === 'cannot-ask') throw failure('refused', { reason: 'question-open' });
      return answer;
    },
  });
  restorer.watch(window as unknown as Restorable);
  return {
    ...restorer,
    wait: (ms: number) => {
      time += ms;
    },
    crash: (reason = 'crashed') => contents.emit('render-process-gone', {}, { reason }),
    loaded: () => contents.emit('did-finish-load'),
    hang: () => window.emit('unresponsive'),
    close: () => {
      isClosed = true;
    },
    counts: () => ({ asked, reloads }),
  };
}

/** What was begun by an event has been done then. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

// control: page-restored
test('a page that crashed or hung is loaded again, and its reason is told once', async () => {
  const { counts, crash, hang, takeLoss } = watchedWindow(false);
  expect(takeLoss()).toBeNull();
  crash();
  await settled();
  expect(counts()).toEqual({ asked: 0, reloads: 1 });
  expect([takeLoss(), takeLoss()]).toEqual(['page-crashed', null]);
  hang();
  await settled();
  expect(counts().reloads).toBe(2);
  expect(takeLoss()).toBe('page-unresponsive');
});

test('a page that ends by itself is no loss', async () => {
  const { counts, crash, takeLoss } = watchedWindow(true);
  crash('clean-exit');
  await settled();
  expect(counts().reloads).toBe(0);
  expect(takeLoss()).toBeNull();
});

// control: page-restored
test.each([
  [true, 5],
  [false, 3],
])('the operator decides about a page that is lost again and again within a minute (%s)', async (answer, reloads) => {
  const { counts, crash, wait } = watchedWindow(answer);
  for (let time = 0; time < 5; time += 1) {
    crash();
    wait(1_000);
    await settled();
  }
  expect(counts()).toEqual({ asked: 2, reloads });
  wait(120_000);
  crash();
  await settled();
  expect(counts()).toEqual({ asked: 2, reloads: reloads + 1 });
});

test('a page that is lost again and again is loaded when nobody can be asked, because another question is open', async () => {
  const { counts, crash } = watchedWindow('cannot-ask');
  for (let time = 0; time < 4; time += 1) crash();
  await settled();
  expect(counts()).toEqual({ asked: 1, reloads: 4 });
});

test('a window that was closed while the operator was asked is left alone', async () => {
  const { close, counts, crash } = watchedWindow(true);
  for (let time = 0; time < 3; time += 1) crash();
  await settled();
  crash();
  close();
  await settled();
  expect(counts()).toEqual({ asked: 1, reloads: 3 });
});

test('a page that the operator did not want back is loaded when the operator asks for it, and no other is', async () => {
  const { close, counts, crash, loadAgain, loaded } = watchedWindow(false);
  loadAgain();
  expect(counts().reloads).toBe(0);
  for (let time = 0; time < 4; time += 1) crash();
  await settled();
  expect(counts()).toEqual({ asked: 1, reloads: 3 });
  loadAgain();
  expect(counts().reloads).toBe(4);
  loaded();
  loadAgain();
  expect(counts().reloads).toBe(4);
  crash();
  await settled();
  close();
  loadAgain();
  expect(counts()).toEqual({ asked: 2, reloads: 4 });
});
