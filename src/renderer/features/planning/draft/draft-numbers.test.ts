import { describe, expect, it } from 'vitest';
import { exampleDraft } from '../../../../../test/unit/support/planning/example-draft.ts';
import { fullCoverage } from '../../../../contract/domain/coverage.ts';
import { gapsToShow, kindCounts } from './draft-numbers.tsx';

describe('the gaps of a draft', () => {
  const coverage = { ...fullCoverage, 'unknown-lines': 2, 'users-not-scanned': null };

  it.each(['ready', 'stopped'] as const)('are shown when it is %s', (state) => {
    expect(gapsToShow({ coverage, state: { state } })).toEqual(coverage);
  });

  it('are not shown while it is read: lines that are left to read are no gap', () => {
    expect(gapsToShow({ coverage, state: { state: 'reading' } })).toBeNull();
    expect(gapsToShow({ coverage, state: { state: 'paused', by: 'operator', error: null } })).toBeNull();
  });

  it('have undecided sessions, although these are also shown where the operator includes them', () => {
    const open = { ...fullCoverage, 'undecided-sessions': 4 };
    expect(gapsToShow({ coverage: open, state: { state: 'ready' } })).toEqual(open);
  });

  it('have no ambiguous lines, of which nobody knows here on how many users are chosen', () => {
    expect(
      gapsToShow({ coverage: { ...coverage, 'ambiguous-lines': 3 }, state: { state: 'ready' } }),
    ).toEqual(coverage);
  });
});

it('the lines of a list are counted by their kind', () => {
  const { totals } = exampleDraft();
  const byKind = [
    { name: 'email', count: 12 },
    { name: 'third-party-id', count: 2 },
    { name: 'user-id', count: 1 },
  ];
  expect(kindCounts({ ...totals, byKind })).toBe('12 e-mail addresses, 2 third-party accounts, 1 user id');
});
