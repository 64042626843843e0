import { expect, it } from 'vitest';
import { createRecentAnswers, createRecentMap } from './recent-answers.ts';

it('recent values are those that were set or asked for last', () => {
  const map = createRecentMap<number>(10);
  map.set('asked', -1);
  for (let n = 0; n < 100; n++) {
    map.set(`${n}`, n);
    map.get('asked');
  }
  expect(map.get('asked')).toBe(-1);
  expect(map.get('99')).toBe(99);
  const remembered = Array.from({ length: 99 }, (_, n) => map.get(`${n}`)).filter(
    (value) => value !== undefined,
  );
  expect(remembered.length).toBeLessThan(10);
  expect(remembered.every((value) => value > 89)).toBe(true);
});

it('one answer is shared by all who ask while it is under way, and a failure by nobody afterwards', async () => {
  const answers = createRecentAnswers<number>(10);
  let reads = 0;
  const read = async () => {
    reads += 1;
    if (reads === 1) throw new Error('It failed.');
    return reads;
  };
  const [first, second] = [answers.get('a', read), answers.get('a', read)];
  await expect(first).rejects.toThrow('It failed.');
  await expect(second).rejects.toThrow('It failed.');
  expect(await answers.get('a', read)).toBe(2);
  expect(await answers.get('a', read)).toBe(2);
  answers.forget('a');
  expect(await answers.get('a', read)).toBe(3);
});
