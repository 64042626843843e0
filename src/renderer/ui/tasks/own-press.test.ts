import { expect, it } from 'vitest';
import { onOwnPress } from './own-press.ts';

it('a button acts for a first click and for a key, and not for the second click of a double click', () => {
  const acted: number[] = [];
  for (const detail of [0, 1, 2, 3]) onOwnPress(() => acted.push(detail)).onClick({ detail });
  expect(acted).toEqual([0, 1]);
});

it('a button does not act for a key that is held down', () => {
  const { onKeyDown } = onOwnPress(() => undefined);
  const prevented: boolean[] = [];
  for (const repeat of [false, true]) onKeyDown({ repeat, preventDefault: () => prevented.push(repeat) });
  expect(prevented).toEqual([true]);
});
