import { expect, it } from 'vitest';
import { formatShortId } from './format-id.ts';

it('keeps eight characters in front and four behind', () => {
  expect(formatShortId('ec513228-e676-4d1a-96e3-80cee9422ebe')).toBe('ec513228…2ebe');
});

it('leaves short ids whole', () => {
  expect(formatShortId('emp-4711')).toBe('emp-4711');
});

it('never cuts a character in two', () => {
  expect(formatShortId('👩'.repeat(40), 6)).toBe('👩👩👩👩…👩👩');
});
