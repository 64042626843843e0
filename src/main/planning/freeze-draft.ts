import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type { Coverage } from '../../contract/domain/coverage.ts';
import type { RevocationPlan } from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';
import type { Store } from '../store/interface.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import { scopeOf } from './draft-source.ts';
import { estimateMs } from './estimate.ts';
import type { StoredDraft } from './stored-draft.ts';

/** So many tenants a plan names. */
export const mostTenants = 50;

interface FreezeRequest {
  readonly settings: ConnectionSettings;
  /** See `DraftReading`. */
  readonly coverage: () => Coverage;
  readonly secondScan: () => RevocationPlan['secondScan'];
  readonly tenantId: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Makes a plan of what a draft selects now, under the id of the draft. Rejects when another core answers
 * by now, when none does, or when nothing is left to end.
 */
export async function freezeDraft(
  store: Store,
  draft: StoredDraft,
  { coverage, secondScan, settings, tenantId, now, signal }: FreezeRequest,
): Promise<RevocationPlan> {
  const coreKeys = await draft.checkCore(signal);
  const { id, source } = draft;
  await draft.settle();
  const {
    ambiguous,
    byTenant,
    names,
    ofWholeUsers,
    counts: _,
    ...numbers
  } = await store.write.freeze({ id }, { signal });
  if (numbers.targets === 0) throw nothingToEnd(source.source.type);
  const plan: RevocationPlan = {
    ...numbers,
    id,
    connectionId: source.connectionId,
    scope: scopeOf(source.source),
    createdAt: now,
    byTenant: byTenant.slice(0, mostTenants).map((tenant) => ({ ...tenant })),
    tenants: byTenant.length,
    byIdentity: [],
    accessTokenLifetimeS: settings.accessTokenLifetimeS,
    estimateMs: estimateMs(numbers.targets, numbers.targets - ofWholeUsers, numbers.wholeUsers),
    secondScan: secondScan(),
    coverage: { ...coverage(), 'ambiguous-lines': ambiguous },
  };
  const document: PlanDocument = {
    plan,
    address: source.address,
    coreKeys,
    tenantId,
  };
  draft.markPlanned(document, names);
  await draft.settle();
  return plan;
}

function nothingToEnd(type: 'list' | 'rule') {
  return failure(
    'bad-input',
    type === 'list'
      ? 'There is nothing to end: no line leads to an open session, or all were excluded.'
      : 'There is nothing to end: the rule selects no session, or all were excluded.',
  );
}
