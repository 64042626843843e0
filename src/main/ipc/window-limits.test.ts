import { expect, test } from 'vitest';
import { Failure } from '../../contract/failure.ts';
import { createWindowLimits, measureInput, windowLimits } from './window-limits.ts';

function reasonOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (thrown) {
    return thrown instanceof Failure ? thrown.error.reason : 'no failure';
  }
}

function times(count: number, act: () => unknown): void {
  for (let at = 0; at < count; at += 1) act();
}

// control: limits
test.each([
  ['calls', 'call', 'too-many-calls'],
  ['streams', 'stream', 'too-many-streams'],
] as const)('a document has only so many %s under way', (name, kind, reason) => {
  const limits = createWindowLimits();
  const release = limits.take('one', kind, {});
  times(windowLimits[name] - 1, () => limits.take('one', kind, {}));
  expect(reasonOf(() => limits.take('one', kind, {}))).toBe(reason);
  expect(reasonOf(() => limits.take('one', kind === 'call' ? 'stream' : 'call', {}))).toBeUndefined();
  expect(reasonOf(() => limits.take('next document', kind, {}))).toBeUndefined();
  release();
  release();
  expect(reasonOf(() => limits.take('one', kind, {}))).toBeUndefined();
  expect(reasonOf(() => limits.take('one', kind, {}))).toBe(reason);
});

// control: limits
test('documents that take turns do not get around the bound on calls', () => {
  const limits = createWindowLimits();
  let refused = 0;
  for (let document = 0; document < 10; document += 1)
    times(windowLimits.calls, () => {
      if (reasonOf(() => limits.take(`document ${document}`, 'call', {})) !== undefined) refused += 1;
    });
  expect(refused).toBe(6 * windowLimits.calls);
});

// control: limits
test('what is being worked on has a bound in bytes, and room again afterwards', () => {
  const limits = createWindowLimits();
  const large = { text: 'x'.repeat(15_000_000) };
  const releases = Array.from({ length: 4 }, () => limits.take('one', 'call', large));
  expect(reasonOf(() => limits.take('one', 'call', large))).toBe('too-much-input');
  releases[0]?.();
  expect(reasonOf(() => limits.take('one', 'call', large))).toBeUndefined();
});

function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let at = 0; at < depth; at += 1) value = { value };
  return value;
}

function circle(): unknown {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

/** Small to send, and 2 to the power of 60 values to whoever follows every reference. */
function doubled(): unknown {
  let value: unknown = 'end';
  for (let at = 0; at < 60; at += 1) value = [value, value];
  return value;
}

// control: limits
test.each([
  ['a long text', 'x'.repeat(17_000_000), 'input-too-large'],
  ['many bytes', { bytes: new Uint8Array(17_000_000) }, 'input-too-large'],
  ['many small values', Array.from({ length: 1_000_001 }, () => 0), 'input-too-large'],
  ['one value many times', doubled(), 'input-too-large'],
  ['a deep one', nested(5_000), 'input-too-deep'],
  ['a circle', circle(), 'input-too-deep'],
])('%s is refused', (_name, input, reason) => expect(reasonOf(() => measureInput(input))).toBe(reason));

test('what the console sends is measured: handles, a piece of a list, a nested rule', () => {
  const handles = Array.from({ length: 100_000 }, (_, at) => `${at}`.padStart(45, '0'));
  expect(measureInput({ selection: { type: 'handles', handles } })).toBeGreaterThan(4_500_000);
  expect(measureInput({ bytes: new Uint8Array(1_048_576) })).toBeLessThan(1_100_000);
  expect(reasonOf(() => measureInput(nested(60)))).toBeUndefined();
});
