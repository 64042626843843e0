import { expect, test } from 'vitest';
import { formatMasked } from './format-masked.ts';

// control: masked-names
test.each([
  ['john@example.com', 'j•••@e•••.com'],
  ['j@e.co', 'j•••@e•••.co'],
  ['"a@b"@mail.corp.example', '"•••@m•••.example'],
  ['root@localhost', 'r•••@l•••'],
  ['Ada Lovelace', 'A••• L•••'],
  ['Ada Lovelace (ada@alpha.example)', 'A••• L••• (a•••@a•••.example)'],
  ['+49 151 23456789', '+4•••89'],
  ['0151-2345', '01•••45'],
  ['google 1234', 'g••• 1•••'],
  ['😀mile', '😀•••'],
  ['', ''],
])('the name %j is masked as %j', (value, masked) => {
  expect(formatMasked(value)).toBe(masked);
});

// control: masked-names
test('a masked part says nothing of the length of what it hides', () => {
  expect(formatMasked('al@example.com')).toBe(formatMasked('alexandra@examination.com'));
});
