import { expect, it } from 'vitest';
import { formatRate } from './format-rate.ts';

it('a rate has one digit more below ten', () => {
  expect(formatRate(839.7, 'session')).toBe('840 sessions per second');
  expect(formatRate(2.34, 'session')).toBe('2.3 sessions per second');
  expect(formatRate(1, 'line')).toBe('1 line per second');
});

it('a rate below one is not rounded to zero', () => {
  expect(formatRate(0.2, 'user')).toBe('less than 1 user per second');
});
