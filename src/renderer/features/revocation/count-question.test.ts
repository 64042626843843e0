import { describe, expect, it } from 'vitest';
import { text } from '../../messages/text.ts';
import { parseTypedNumber } from './count-question.tsx';

describe('the number typed to confirm', () => {
  it.each([
    ['23', 23],
    [' 10,005 ', 10_005],
    ['10 005', 10_005],
    ['', null],
    ['all', null],
    ['-23', null],
    ['2e3', null],
  ])('is read from %j: %s', (typed, number) => {
    expect(parseTypedNumber(typed)).toBe(number);
  });
});

describe('the button that ends sessions', () => {
  it.each([
    [1, 'End 1 session'],
    [23, 'End 23 sessions'],
    [10_005, 'End 10,005 sessions'],
  ])('says the act and the number: %i', (count, label) => {
    expect(text('question.act', { count })).toBe(label);
  });
});

describe('the question about a plan', () => {
  it('counts lines of a list, and handles of other selections, that repeat', () => {
    expect(text('question.duplicate-lines', { count: 1 })).toBe(
      '1 line of the list repeats another line. Each session is counted once.',
    );
    expect(text('question.duplicate-handles', { count: 2 })).toBe(
      '2 handles repeat other handles. Each session is counted once.',
    );
  });

  it('says which sessions are your own, and which are excluded', () => {
    expect(text('report.own', { count: 1 })).toBe('1 of these is your own session');
    expect(text('report.own', { count: 2 })).toBe('2 of these are your own sessions');
    expect(text('report.excluded', { count: 12 })).toBe('12 sessions. They are not ended.');
  });

  it('says the cost of a second scan in users, calls and time', () => {
    expect(
      text('question.second-scan-cost', { users: 50_000, calls: 100_100, duration: 'about 4 min' }),
    ).toBe('50,000 users, 100,100 calls, about 4 min, after the sessions are ended');
  });
});
