import { fullCoverage } from '../../../../src/contract/domain/coverage.ts';
import type { Draft } from '../../../../src/contract/domain/planning/draft.ts';

/** A list that is being looked up: 23 sessions are selected, and 2 of them are excluded. */
export function exampleDraft(more: Partial<Draft> = {}): Draft {
  return {
    ...{ id: '6b1f2a5e-5a0e-4f3c-9d57-0d8a3c1b2e4f', connectionId: 'c', createdAt: 0 },
    source: { type: 'list', name: 'leaked.csv', format: { type: 'text' } },
    state: { state: 'reading' },
    progress: { type: 'list', bytes: 100, size: 200, lines: 5, resolved: 3, blank: 1 },
    totals: {
      ...{ rows: 5, sessions: 23, distinct: true, excluded: 2, own: 0, users: 3, tenants: 2 },
      ...{ undecided: 0, undecidedIncluded: 0, excludedBefore: { sessions: 0, users: 0 } },
      byTenant: [
        { name: 'public', count: 20 },
        { name: 'acme', count: 3 },
      ],
      ...{ byUser: [], byKind: [] },
      byResult: { session: 2, user: 1, duplicate: 0, unknown: 2, ambiguous: 0, malformed: 0, unread: 0 },
    },
    coverage: { ...fullCoverage, 'unknown-lines': 2 },
    ...{ hasSecondScan: false, rate: 12, remainingMs: 90_000 },
    ...more,
  };
}
