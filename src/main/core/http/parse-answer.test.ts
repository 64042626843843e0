import { describe, expect, test } from 'vitest';
import { parseAnswer, RawJson } from './parse-answer.ts';

const asText = { names: ['payload'], asText: true };
const toLookInto = { names: ['payload'], asText: false };

/** The parts of an answer that were left as text. */
function rawText(answer: unknown): string | undefined {
  const payload: unknown =
    typeof answer === 'object' && answer !== null && 'payload' in answer && answer.payload;
  return payload instanceof RawJson ? payload.text : undefined;
}

describe('what applications wrote', () => {
  test('is left as it was sent where text is wanted', () => {
    const answer = parseAnswer('{"status":"OK","payload": {"b":1, "b":2} ,"at":3}', asText);
    expect(answer).toMatchObject({ status: 'OK', at: 3 });
    expect(rawText(answer)).toBe('{"b":1, "b":2}');
  });

  test('is parsed in a small answer, and left as text in a large one, where values are looked for', () => {
    expect(parseAnswer('{"payload":{"a":1}}', toLookInto)).toEqual({ payload: { a: 1 } });
    const large = `{"payload":{"a":"${'x'.repeat(20_000)}"}}`;
    expect(rawText(parseAnswer(large, toLookInto))).toBe(large.slice(11, -1));
  });

  test('cannot name itself as another part of the answer', () => {
    const answer = parseAnswer(
      '{"status":"OK","payload":{"status":"UNAUTHORISED","__proto__":{"x":1}}}',
      asText,
    );
    expect(answer).toMatchObject({ status: 'OK' });
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
  });
});

describe('an answer that is not JSON as a whole', () => {
  test.each([
    '',
    'Hello',
    '{"status":"OK","payload":{}',
    '{"status":"OK","payload":{}} and more',
    '{"status":NaN,"payload":{}}',
    '{"payload":{},}',
  ])('%j is nothing', (body) => {
    expect(parseAnswer(body, asText)).toBeUndefined();
    expect(parseAnswer(body, null)).toBeUndefined();
  });
});

// control: answer-size-limit
test.each([
  ['is deep', `{"users":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ['has many values', `{"users":[${'0,'.repeat(4_000_001)}0]}`],
])('an answer that %s outside of what applications wrote is refused', (_, body) => {
  expect(() => parseAnswer(body, null)).toThrow('answer-too-complex');
});

test('a list of 200,000 handles is an answer', () => {
  const handle = '00000000-0000-4000-8000-000000000000';
  const sessionHandles = new Array<string>(200_000).fill(handle);
  expect(parseAnswer(JSON.stringify({ sessionHandles }), null)).toEqual({ sessionHandles });
});
