/// <reference lib="dom" />
import { expect, test } from '@playwright/test';
import { channelManifest } from '../../../src/contract/channels/contract.ts';
import { launchConsole } from '../../hosts/launch-console.ts';
import type { LaunchedConsole } from '../../hosts/shared/launched-console.ts';

let launched: LaunchedConsole;

test.beforeAll(async () => {
  launched = await launchConsole();
});
test.afterAll(async () => {
  await launched?.close();
});

/** Runs code as a script of the page itself would: tools of the browser are exempt from the page's policy. */
async function byPage<T>(source: string): Promise<T> {
  return launched.page.evaluate<T>(source);
}

/** What a test provokes belongs to it; what is left at the end is an error. */
function takeViolations(): string[] {
  return launched.problems.cspViolations.splice(0);
}

test.describe('the window', () => {
  test('shows the console, with its title, and without any error', async () => {
    await expect(launched.page).toHaveTitle(/Curfew/);
    await expect(launched.page.locator('#root')).not.toBeEmpty();
    expect(launched.problems).toEqual({ cspViolations: [], pageErrors: [], consoleErrors: [] });
  });

  test('answers every address with the console', async () => {
    await launched.goto('/users/some-user?tab=sessions');
    await expect(launched.page.locator('#root')).not.toBeEmpty();
    expect(launched.path()).toContain('/users/some-user');
    await launched.goto('/');
  });
});

test.describe('the policy of the page', { tag: '@control:page-policy' }, () => {
  test.afterEach(() => {
    launched.problems.consoleErrors.length = 0;
    takeViolations();
  });

  test('refuses an inline script, and the violation is noticed', async () => {
    await byPage(`(() => {
      const script = document.createElement('script');
      script.append('window.planted = true');
      document.body.append(script);
    })()`);
    expect(await byPage('window.planted')).toBeUndefined();
    await expect.poll(takeViolations).toHaveLength(1);
  });

  test('refuses an inline event handler', async () => {
    await byPage(`(() => {
      const button = document.createElement('button');
      try { button.setAttribute('onclick', 'window.planted = true'); } catch {}
      document.body.append(button);
      button.click();
      button.remove();
    })()`);
    expect(await byPage('window.planted')).toBeUndefined();
    await expect.poll(takeViolations).not.toHaveLength(0);
  });

  test('refuses eval in a task of the page', async () => {
    // Not in evaluate itself: what the debugger runs may use eval. A timer's text is compiled by the page.
    await byPage(`new Promise((resolve) => {
      try { setTimeout('window.planted = true'); } catch {}
      setTimeout(resolve);
    })`);
    expect(await byPage('window.planted')).toBeUndefined();
    await expect.poll(takeViolations).not.toHaveLength(0);
  });

  for (const [what, code] of [
    ['markup', `document.body.insertAdjacentHTML('beforeend', '<b id="planted">x</b>')`],
    ['the address of a script', `document.createElement('script').src = '/assets/planted.js'`],
    ['the text of a script', `document.createElement('script').text = 'window.planted = true'`],
    ['a policy of its own', `trustedTypes.createPolicy('planted', { createHTML: (text) => text })`],
  ] as const) {
    test(`lets no text become ${what}`, { tag: '@control:page-policy' }, async () => {
      const outcome = await byPage<string>(`(async () => { ${code} })().then(() => 'done', () => 'refused')`);
      expect(outcome).toBe('refused');
      expect(await byPage(`document.querySelector('#planted')`)).toBeNull();
    });
  }

  test('refuses a style without the nonce', async () => {
    const colour = await byPage<string>(`(() => {
      const style = document.createElement('style');
      style.textContent = 'html { outline-color: rgb(1, 2, 3) !important; }';
      document.head.append(style);
      const colour = getComputedStyle(document.documentElement).outlineColor;
      style.remove();
      return colour;
    })()`);
    expect(colour).not.toBe('rgb(1, 2, 3)');
    await expect.poll(takeViolations).not.toHaveLength(0);
  });

  for (const [what, code] of [
    ['fetch elsewhere', `fetch('https://example.com/')`],
    ['fetch on this machine', `fetch('http://127.0.0.1:1/')`],
    ['fetch of the console itself', `fetch('/index.html')`],
    [
      'a socket',
      `new Promise((resolve, reject) => { const s = new WebSocket('wss://example.com'); s.onopen = resolve; s.onerror = reject; })`,
    ],
    [
      'an image from elsewhere',
      `new Promise((resolve, reject) => { const i = new Image(); i.onload = resolve; i.onerror = reject; i.src = 'https://example.com/a.png'; })`,
    ],
  ] as const) {
    test(`refuses ${what}`, async () => {
      const outcome = await byPage<string>(`(async () => ${code})().then(() => 'reached', () => 'refused')`);
      expect(outcome).toBe('refused');
      await expect.poll(takeViolations).not.toHaveLength(0);
    });
  }

  test('refuses a frame', async () => {
    await byPage(`(() => {
      const frame = document.createElement('iframe');
      frame.src = '/';
      document.body.append(frame);
    })()`);
    await expect.poll(takeViolations).not.toHaveLength(0);
    await byPage(`document.querySelector('iframe').remove()`);
  });
});

test.describe('leaving', { tag: '@control:no-navigation' }, () => {
  test('by an address is refused; one of the documentation opens in the browser of the system instead', async () => {
    const before = launched.page.url();
    await byPage(`window.stayed = 'yes'; location.href = 'https://example.com/'`);
    await byPage(`(() => {
      const link = document.createElement('a');
      link.href = 'https://supertokens.com/docs';
      link.textContent = 'planted link';
      document.body.append(link);
      link.click();
    })()`);
    // A script has clicked, and nobody else.
    await byPage(`window.curfew.app.info({}, 'after-the-link')`);
    expect(await launched.openedOutside()).toEqual([]);
    await launched.page.getByText('planted link').click();
    await expect.poll(() => launched.openedOutside()).toEqual(['https://supertokens.com/docs']);
    await byPage(`[...document.links].find((link) => link.textContent === 'planted link').remove()`);
    expect(launched.page.url()).toBe(before);
    expect(await byPage('window.stayed')).toBe('yes');
  });

  test('by a new window is refused', async () => {
    const pages = launched.page.context().pages().length;
    expect(await byPage(`window.open('https://example.com/') === null`)).toBe(true);
    expect(launched.page.context().pages()).toHaveLength(pages);
    expect(await launched.openedOutside()).not.toContain('https://example.com/');
  });

  test('by a link that is not one of its own takes a click and a native question, which names the address', async () => {
    const address = 'https://evil.example/?stolen=1';
    await byPage(`(() => {
      const link = document.createElement('a');
      link.href = '${address}';
      link.textContent = 'foreign link';
      document.body.append(link);
    })()`);
    const link = launched.page.getByText('foreign link');
    await link.click();
    await expect
      .poll(() => launched.questions())
      .toMatchObject([{ detail: expect.stringContaining(address) }]);
    await launched.answerQuestions('yes');
    await link.click();
    await expect.poll(() => launched.openedOutside()).toContain(address);
    await launched.answerQuestions('no');
    await byPage(`[...document.links].find((link) => link.textContent === 'foreign link').remove()`);
  });
});

test.describe('permissions', { tag: '@control:no-permissions' }, () => {
  for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']) {
    test(`${name} is denied without asking`, async () => {
      const state = await byPage(
        `navigator.permissions.query({ name: '${name}' }).then((status) => status.state)`,
      );
      expect(state).toBe('denied');
    });
  }

  test('the page cannot read the clipboard, main writes it', async () => {
    const read = await byPage(`navigator.clipboard.readText().then(() => 'read', () => 'refused')`);
    expect(read).toBe('refused');
    await launched.page.keyboard.press('Shift');
    await byPage(`window.curfew.app.copyText({ text: 'a handle' }, 'copy-1')`);
    expect(await launched.clipboardText()).toBe('a handle');
  });
});

test.describe('the bridge', { tag: '@control:narrow-bridge' }, () => {
  test('has a named function for each channel, abort, and nothing that takes the name of a channel', async () => {
    const shape = await byPage<Record<string, string[]>>(
      `Object.fromEntries(Object.entries(window.curfew).map(([name, part]) => [name, typeof part === 'function' ? [] : Object.keys(part)]))`,
    );
    const { abort, ...areas } = shape;
    const names = Object.entries(areas).flatMap(([area, verbs]) => verbs.map((verb) => `${area}.${verb}`));
    expect(abort).toEqual([]);
    expect(names.sort()).toEqual(Object.keys(channelManifest()).sort());
  });

  test('cannot be replaced by the page', async () => {
    const same = await byPage(`(() => {
      const before = window.curfew;
      try { window.curfew = { fake: true }; } catch {}
      try { window.curfew.app.info = () => 'fake'; } catch {}
      return window.curfew === before && String(window.curfew.app.info).includes('fake') === false;
    })()`);
    expect(same).toBe(true);
  });

  test('leaves nothing else of Electron, Node or the host in the page', async () => {
    const globals = await byPage<string[]>(
      `[...Object.getOwnPropertyNames(window)].filter((name) => /^(require|process|module|electron|ipcRenderer|Buffer|global)$|playwright|curfew|host/i.test(name))`,
    );
    expect(globals).toEqual(['curfew']);
  });

  test('gets its input checked in main', { tag: '@control:input-check' }, async () => {
    const answer = await byPage(`window.curfew.app.copyText({ text: 5 }, 'copy-2')`);
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-input', params: { field: 'text' } } });
  });
});

test('the menu reaches the page', async () => {
  await launched.goto('/');
  await expect(launched.page.locator('#root')).not.toBeEmpty();
  await byPage(`(() => {
    window.commands = [];
    window.curfew.app.menuCommands({}, 'menu-1', (items) => window.commands.push(...items), () => undefined);
  })()`);
  // The page may not be listening yet when the first click comes; what nobody listens for is dropped.
  await expect(async () => {
    await launched.clickMenu('Settings…');
    expect(await byPage('window.commands')).toContain('open-settings');
  }).toPass({ intervals: [10] });
});
