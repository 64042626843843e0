import { beforeEach, expect, test, vi } from 'vitest';
import type { createNativeDialogs } from '../../src/main/shell/ask-operator.ts';
import type { cutOffBrowser } from '../../src/main/shell/page/no-network.ts';

interface Shown {
  readonly message: string;
  readonly buttons: readonly string[];
  readonly defaultId: number;
  readonly cancelId: number;
  readonly signal: AbortSignal;
}

const question = { message: 'Allow?', detail: 'x', cancel: 'Cancel', confirm: 'Allow' };
let shown: Shown[];
let switches: string[];
let answer: () => Promise<{ response: number }>;
let shell: { createNativeDialogs: typeof createNativeDialogs; cutOffBrowser: typeof cutOffBrowser };
type Window = ReturnType<Parameters<typeof createNativeDialogs>[0]>;
const window = {} as Window;

beforeEach(async () => {
  shown = [];
  switches = [];
  answer = async () => ({ response: 0 });
  vi.resetModules();
  vi.doMock('electron', () => ({
    app: {
      commandLine: { appendSwitch: (name: string, value: string) => void switches.push(`${name}=${value}`) },
    },
    dialog: {
      showMessageBox: (_window: unknown, options: Shown) => {
        shown.push(options);
        return answer();
      },
    },
  }));
  shell = {
    ...(await import('../../src/main/shell/ask-operator.ts')),
    ...(await import('../../src/main/shell/page/no-network.ts')),
  };
});

// control: native-question
test('a native question takes its second button for a yes, and Enter and Escape for a no', async () => {
  const { ask } = shell.createNativeDialogs(() => window);
  expect(await ask(question)).toBe(false);
  expect(shown).toMatchObject([{ buttons: ['Cancel', 'Allow'], defaultId: 0, cancelId: 0 }]);
  answer = async () => ({ response: 1 });
  expect(await ask(question)).toBe(true);
});

// control: native-question
test('a native question is not asked without a window, and the answer is no', async () => {
  const { ask } = shell.createNativeDialogs(() => undefined);
  expect(await ask(question)).toBe(false);
  expect(shown).toEqual([]);
});

// control: console-lock
test('a native question that is open when the console is locked closes, and the answer is no', async () => {
  const { ask, dismiss } = shell.createNativeDialogs(() => window);
  const open = Promise.withResolvers<{ response: number }>();
  answer = () => open.promise;
  const asked = ask(question);
  dismiss();
  expect(shown.map(({ signal }) => signal.aborted)).toEqual([true]);
  open.resolve({ response: 1 });
  expect(await asked).toBe(false);
  expect(await ask(question)).toBe(true);
});

// control: limits
test('one native dialog is open at a time, whatever kind it is', async () => {
  const { alone, ask } = shell.createNativeDialogs(() => window);
  const open = Promise.withResolvers<{ response: number }>();
  answer = () => open.promise;
  const first = ask(question);
  const refused = { error: { code: 'refused', reason: 'question-open' } };
  await expect(ask(question)).rejects.toMatchObject(refused);
  await expect(alone(async () => 'path')).rejects.toMatchObject(refused);
  open.resolve({ response: 1 });
  expect(await first).toBe(true);
  expect(await alone(async () => 'path')).toBe('path');
  expect(shown).toHaveLength(1);
});

// control: limits
test('an operator who refused several times is left alone for the rest of the minute', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { ask } = shell.createNativeDialogs(() => window);
  for (let time = 0; time < 5; time += 1) expect(await ask(question)).toBe(false);
  await expect(ask(question)).rejects.toMatchObject({ error: { reason: 'too-many-questions' } });
  vi.advanceTimersByTime(61_000);
  answer = async () => ({ response: 1 });
  expect(await ask(question)).toBe(true);
  vi.useRealTimers();
  expect(shown).toHaveLength(6);
});

// control: no-network
test.each([
  [undefined, ['MAP * ~NOTFOUND', '<-loopback>']],
  ['http://localhost:5173/', ['MAP * ~NOTFOUND, EXCLUDE localhost', '<-loopback>;localhost:5173']],
])('the browser resolves and reaches nothing but the dev server (%s)', (devAddress, [rules, bypass]) => {
  shell.cutOffBrowser(devAddress);
  expect(switches).toEqual([
    `host-resolver-rules=${rules}`,
    'proxy-server=127.0.0.1:9',
    `proxy-bypass-list=${bypass}`,
    'webrtc-ip-handling-policy=disable_non_proxied_udp',
  ]);
});
