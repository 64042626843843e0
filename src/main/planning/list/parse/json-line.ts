import { numbersAsWritten } from '../../../shared/written-numbers.ts';

/** There can be an integer of more digits than a number keeps. */
const mayBeLong = /\d{16}/;

/** A line of a list as JSON. An integer that can lose digits is the text that it is written as. Throws a `SyntaxError`. */
export function parseJsonLine(line: string): unknown {
  return mayBeLong.test(line) ? JSON.parse(line, longAsWritten) : JSON.parse(line);
}

const longAsWritten = numbersAsWritten(
  (written, value) => !Number.isSafeInteger(value) && /^-?\d+$/.test(written),
);

/** Whether a value can be looked up. Numbers with a fraction are no ids. */
export function isLineText(value: unknown): value is string | number {
  return typeof value === 'string' || Number.isSafeInteger(value);
}
