import { expect, it } from 'vitest';
import { patternProblem } from './settings-page.tsx';

it.each(['', 'INC-\\d+', '(CHG|INC)-\\d{4,}'])('%j is a format of tickets', (text) => {
  expect(patternProblem(text)).toBeNull();
});

it.each(['(', '[a-', 'INC-{2,1}'])('%j is not a format of tickets', (text) => {
  expect(patternProblem(text)).toMatch(/not a regular expression/);
});

it.each([
  ['(?=INC).+', /Look-ahead/],
  ['(INC)-\\1', /References to a group/],
])('%j says which part of it cannot be used', (text, message) => {
  expect(patternProblem(text)).toMatch(message);
});
