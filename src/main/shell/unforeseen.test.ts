import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchUnforeseen } from './unforeseen.ts';

const electron = vi.hoisted(() => ({ quit: vi.fn(), showMessageBox: vi.fn() }));
vi.mock('electron', () => ({
  app: { getVersion: () => '0.1.0', quit: electron.quit },
  dialog: { showMessageBox: electron.showMessageBox },
  shell: { openPath: vi.fn() },
}));

const listeners = new Map<string | symbol, (thrown: unknown) => void>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process, 'on').mockImplementation((name, listener) => {
    listeners.set(name, listener);
    return process;
  });
  // A message box that nobody answers, until it is closed by its signal.
  electron.showMessageBox.mockImplementation(
    ({ signal }: { readonly signal: AbortSignal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve({ response: 0 }))),
  );
  watchUnforeseen({ folder: '/logs', write: () => undefined, report: () => null });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  electron.quit.mockReset();
});

test('a console that met an exception ends, also when nobody answers', async () => {
  listeners.get('uncaughtException')?.(new Error('planted'));
  await vi.advanceTimersByTimeAsync(59_000);
  expect(electron.quit).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(electron.quit).toHaveBeenCalledOnce();
});

test('a console with a promise that nobody waited for goes on, whether anybody answers or not', async () => {
  listeners.get('unhandledRejection')?.(new Error('planted'));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(electron.showMessageBox).toHaveBeenCalled();
  expect(electron.quit).not.toHaveBeenCalled();
});
