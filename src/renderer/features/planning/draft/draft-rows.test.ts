import { describe, expect, it } from 'vitest';
import { exampleDraft } from '../../../../../test/unit/support/planning/example-draft.ts';
import { filtersOf } from './draft-rows.tsx';

describe('the filters of a preview', () => {
  it('are those with rows, and the one for excluded rows', () => {
    expect(filtersOf(exampleDraft(), 'all').map(({ label }) => label)).toEqual([
      'All 5',
      '2 sessions',
      '1 user',
      '2 unknown',
      'Excluded',
    ]);
    const { totals } = exampleDraft();
    const withoutExcluded = exampleDraft({ totals: { ...totals, excluded: 0 } });
    expect(filtersOf(withoutExcluded, 'all').map(({ value }) => value)).toContain('excluded');
  });

  it('have the one on screen also when no rows are left', () => {
    expect(filtersOf(exampleDraft(), 'malformed').map(({ label }) => label)).toContain('0 malformed');
  });
});
