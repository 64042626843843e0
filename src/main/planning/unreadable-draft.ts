import { fullCoverage } from '../../contract/domain/coverage.ts';
import { verdicts } from '../../contract/domain/line-names.ts';
import type { Draft } from '../../contract/domain/planning.ts';
import type { AppError } from '../../contract/errors.ts';
import { Failure } from '../../contract/failure.ts';
import type { Store } from '../store/interface.ts';
import type { RevocationSummary } from '../store/records.ts';
import type { OpenDraft } from './draft.ts';

/** A draft whose file cannot be read: it is shown as failed, with what the catalogue knows, and can only be discarded. */
export function createUnreadableDraft(
  store: Pick<Store, 'write'>,
  {
    id,
    summary,
    error,
  }: { readonly id: string; readonly summary: RevocationSummary; readonly error: AppError },
): OpenDraft | null {
  const source = sourceOf(summary);
  if (!source) return null;
  const refuse = () => Promise.reject(new Failure(error));
  const draft: Draft = {
    id,
    connectionId: summary.connectionId,
    createdAt: summary.createdAt,
    source,
    state: { state: 'failed', error },
    progress: noProgress(source.type),
    totals: noTotals,
    // Why it can only be discarded is said; what it would leave out, nobody knows.
    coverage: fullCoverage,
    rate: null,
    remainingMs: null,
  };
  return {
    id,
    connectionId: summary.connectionId,
    snapshot: () => draft,
    onChange: () => () => undefined,
    control: refuse,
    rows: refuse,
    exclude: refuse,
    choose: refuse,
    ambiguous: refuse,
    chooseForAll: refuse,
    freeze: refuse,
    exportColumns: [],
    exportRows: () => {
      throw new Failure(error);
    },
    handOver: refuse,
    takeBack: () => undefined,
    close: async () => undefined,
    discard: () => store.write.remove({ id }),
  };
}

function sourceOf({ scope }: RevocationSummary): Draft['source'] | null {
  // How its lines were written is not known any more.
  if (scope.type === 'list') return { ...scope, format: { type: 'text' } };
  return scope.type === 'rule' ? scope : null;
}

function noProgress(type: Draft['source']['type']): Draft['progress'] {
  if (type === 'list') return { of: 'list', bytes: 0, size: 0, lines: 0, resolved: 0, blank: 0 };
  return { of: 'rule', users: 0, usersInAll: null, sessions: 0, matches: 0, undecided: 0, unread: 0 };
}

const noTotals: Draft['totals'] = {
  ...{ rows: 0, sessions: 0, distinct: false, excluded: 0, own: 0, users: 0 },
  ...{ undecided: 0, undecidedIncluded: 0 },
  ...{ byTenant: [], tenants: 0, byUser: [], byKind: [] },
  byVerdict: Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Draft['totals']['byVerdict'],
};
