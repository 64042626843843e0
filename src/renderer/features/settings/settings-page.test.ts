import { expect, it } from 'vitest';
import { patternProblem } from './settings-page.tsx';

it.each(['', 'INC-\\d+', '(CHG|INC)-\\d{4,}'])('%j can be kept', (text) => {
  expect(patternProblem(text)).toBeNull();
});

it.each(['(', '[a-', 'INC-{2,1}'])('%j cannot, and says so', (text) => {
  expect(patternProblem(text)).toMatch(/no regular expression/);
});
