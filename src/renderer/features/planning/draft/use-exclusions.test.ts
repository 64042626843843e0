import { describe, expect, it } from 'vitest';
import { failure } from '../../../../contract/failure.ts';
import { isThrough } from './use-exclusions.ts';

describe('an order to exclude sessions', () => {
  it('is not called carried out when the operator stopped it', async () => {
    const stopped = new AbortController();
    stopped.abort();
    expect(await isThrough(Promise.reject(failure('aborted')), stopped.signal)).toBe(false);
  });

  it('is called carried out when it was stopped too late', async () => {
    const stopped = new AbortController();
    stopped.abort();
    expect(await isThrough(Promise.resolve(), stopped.signal)).toBe(true);
  });

  it('fails with its error when nobody stopped it', async () => {
    const error = failure('store-unavailable');
    await expect(isThrough(Promise.reject(error), new AbortController().signal)).rejects.toBe(error);
  });
});
