import { expect, test } from 'vitest';
import type { MenuCommand } from '../../contract/domain/app.ts';
import { createMenuCommands } from './menu-commands.ts';

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
