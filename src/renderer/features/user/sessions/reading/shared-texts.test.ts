import { expect, it } from 'vitest';
import { createSharedTexts } from './shared-texts.ts';

it('gives each text as it is, also when there are more of them than it remembers', () => {
  const shared = createSharedTexts();
  const texts = Array.from({ length: 12_000 }, (_, index) => `text ${index % 6_000}`);
  expect(texts.map(shared)).toEqual(texts);
});
