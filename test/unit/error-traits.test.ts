import { describe, expect, test } from 'vitest';
import {
  type ErrorCode,
  errorCodes,
  errorTraits,
  isCertainlyNotExecuted,
  isCoreAway,
  isTransient,
} from '../../src/contract/error-traits.ts';
import { type FailureDetails, failure } from '../../src/contract/failure.ts';

function error(code: ErrorCode, details: FailureDetails = {}) {
  return failure(code, details).error;
}

describe('the traits of error codes', () => {
  test('never say of one code that the core as a whole is away and that it answered what was asked', () => {
    for (const code of errorCodes) {
      const { answered, answeredByCore, coreAway } = errorTraits[code];
      expect(answeredByCore && coreAway, code).toBe(false);
      expect(answeredByCore && !answered, code).toBe(false);
    }
  });

  test('never let wait for what the operator has to do', () => {
    for (const code of errorCodes) {
      const { needsOperator, retryable } = errorTraits[code];
      expect(needsOperator && retryable, code).toBe(false);
    }
  });

  test('decide whether a failure can be tried again, unless it says so itself', () => {
    expect(error('timeout').retryable).toBe(true);
    expect(error('bad-key').retryable).toBe(false);
    expect(error('core-error', { retryable: false }).retryable).toBe(false);
  });
});

describe('a call was certainly not executed', () => {
  test('when its request did not leave, whatever the error', () => {
    expect(isCertainlyNotExecuted(error('unreachable', { sent: false }))).toBe(true);
    expect(isCertainlyNotExecuted(error('timeout', { sent: false }))).toBe(true);
  });

  test('when the core refused it unread, although it was sent', () => {
    expect(isCertainlyNotExecuted(error('bad-key', { sent: true }))).toBe(true);
    expect(isCertainlyNotExecuted(error('rate-limited', { sent: true }))).toBe(true);
  });

  test('is not said when it was sent, or when nobody knows', () => {
    expect(isCertainlyNotExecuted(error('unreachable', { sent: true }))).toBe(false);
    expect(isCertainlyNotExecuted(error('unreachable'))).toBe(false);
  });
});

describe('a core', () => {
  test('is away also when its worker stopped, which is started again', () => {
    expect(isCoreAway(error('internal', { retryable: true }))).toBe(true);
    expect(isCoreAway(error('internal'))).toBe(false);
  });

  test('can answer the same call later after an error of its own, not after an answer about the call', () => {
    expect(isTransient(error('core-error'))).toBe(true);
    expect(isTransient(error('core-error', { retryable: false }))).toBe(false);
    expect(isTransient(error('tenant-unknown'))).toBe(false);
    expect(isTransient(error('unreachable'))).toBe(true);
  });
});
