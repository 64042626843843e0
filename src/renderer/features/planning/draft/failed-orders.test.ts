import { describe, expect, it } from 'vitest';
import { failure } from '../../../../contract/failure.ts';
import { withoutReordered } from './failed-orders.ts';
import { type Exclusion, notExcludedAnew } from './use-exclusions.ts';

const error = failure('store-unavailable');
const failed = (rows: Exclusion['rows']) => [{ order: { rows, excluded: true }, error }];
const left = (earlier: Exclusion['rows'], anew: Exclusion['rows']) =>
  withoutReordered(failed(earlier), { rows: anew, excluded: true }, notExcludedAnew);

describe('an exclusion that failed', () => {
  it('stays when other rows are excluded afterwards', () => {
    expect(left([3], [4])).toEqual(failed([3]));
    expect(left('own', [4])).toEqual(failed('own'));
    expect(left({ type: 'undecided-rows', rows: [4] }, [4])).toEqual(
      failed({ type: 'undecided-rows', rows: [4] }),
    );
  });

  it('loses the rows that are ordered anew, and goes with the last of them', () => {
    expect(left([3, 4, 5], [4])).toEqual(failed([3, 5]));
    expect(left([3], [2, 3])).toEqual([]);
    expect(left('own', 'own')).toEqual([]);
    expect(
      left({ type: 'undecided-of-user', userId: 'a' }, { type: 'undecided-of-user', userId: 'a' }),
    ).toEqual([]);
  });
});
