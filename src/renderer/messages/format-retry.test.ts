import { expect, it } from 'vitest';
import { retryWords, withRetryWords } from './format-retry.ts';

const retryOf = '5f5f7c3e-4f0e-4a52-9f0a-0c8f0f0f0f0f';

it('a list or a rule of which only the gaps are tried again is never called whole', () => {
  expect(withRetryWords('list leaked.csv', { type: 'list', retryOf })).toBe(
    'list leaked.csv, only lines that were not covered before',
  );
  expect(withRetryWords('All sessions of everyone', { type: 'rule', retryOf })).toBe(
    'All sessions of everyone, only users and sessions that could not be read before',
  );
});

it('nothing is added to a list or a rule that is whole', () => {
  expect(withRetryWords('list leaked.csv', { type: 'list' })).toBe('list leaked.csv');
  expect(retryWords({ type: 'rule' })).toBeNull();
});
