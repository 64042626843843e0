import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import type { MenuCommand } from '../../contract/domain/app.ts';
import { createMenuCommands, loadAgainLabel, menuTemplate } from './menu.ts';
import { pageLostQuestion } from './native-messages.ts';

function itemsOf(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

function build(platform: NodeJS.Platform, packaged = true) {
  const sent: MenuCommand[] = [];
  let loaded = 0;
  const items = itemsOf(
    menuTemplate({
      platform,
      packaged,
      send: (command) => void sent.push(command),
      openHelp: () => undefined,
      lockNow: () => undefined,
      loadAgain: () => {
        loaded += 1;
      },
    }),
  );
  // The click handlers of the console's own items look at none of their arguments.
  const click = (label: string) => (items.find((item) => item.label === label)?.click as () => void)();
  return { items, sent, loaded: () => loaded, click, roles: items.map((item) => item.role) };
}

describe.each(['linux', 'darwin', 'win32'] as const)('the menu on %s', (platform) => {
  test.each([
    ['Search', 'focus-search'],
    ['Back', 'go-back'],
    ['Forward', 'go-forward'],
    ['Settings…', 'open-settings'],
    ['Connections…', 'open-connections'],
  ] as const)('%s asks the window for %s', (label, command) => {
    const { click, sent } = build(platform);
    click(label);
    expect(sent).toEqual([command]);
  });

  test('has the way back that the question about a lost page names', () => {
    const { click, loaded } = build(platform);
    expect(pageLostQuestion.detail).toContain(loadAgainLabel);
    click(loadAgainLabel);
    expect(loaded()).toBe(1);
  });

  test('has the usual roles, and no accelerator twice', () => {
    const { items, roles } = build(platform);
    expect(roles).toEqual(
      expect.arrayContaining(['editMenu', 'windowMenu', 'help', 'togglefullscreen', 'quit']),
    );
    const accelerators = items.flatMap((item) => item.accelerator ?? []);
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });

  test('shows reload and DevTools in development only', () => {
    expect(build(platform, true).roles).not.toContain('toggleDevTools');
    expect(build(platform, true).roles).not.toContain('reload');
    expect(build(platform, false).roles).toContain('toggleDevTools');
  });
});

test('commands reach a page until it stops listening', async () => {
  const commands = createMenuCommands();
  const stop = new AbortController();
  const got: MenuCommand[] = [];
  const following = commands.follow(stop.signal, async (command) => void got.push(command));
  commands.send('go-back');
  stop.abort();
  await following;
  commands.send('go-forward');
  expect(got).toEqual(['go-back']);
});

test('a page that has already stopped gets nothing', async () => {
  const commands = createMenuCommands();
  const got: MenuCommand[] = [];
  await commands.follow(AbortSignal.abort(), async (command) => void got.push(command));
  commands.send('go-back');
  expect(got).toEqual([]);
});
