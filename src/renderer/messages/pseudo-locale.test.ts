import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { pseudoMessage } from './pseudo-locale.ts';

const message = '{count, plural, one {# session} other {# sessions}} of <b>{user}</b>';

test('the pseudo-locale accents and lengthens the literal text, and leaves values as they are', () => {
  const shown = new IntlMessageFormat(pseudoMessage(message), 'en-US').format({
    count: 1_240,
    user: 'Ada',
    b: (chunks: readonly string[]) => chunks.join(''),
  });
  expect(shown).toBe('[1,240 šéššîöñš·· öf Ada]');
});

test('the pseudo-locale keeps plural rules', () => {
  const shown = new IntlMessageFormat(
    pseudoMessage('{count, plural, one {# user} other {# users}}'),
    'en-US',
  );
  expect(shown.format({ count: 1 })).toMatch(/^\[1 \S+\]$/);
});
