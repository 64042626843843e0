import { randomUUID } from 'node:crypto';
import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import { fullCoverage } from '../../../contract/domain/coverage.ts';
import type { RevocationPlan, RevocationScope } from '../../../contract/domain/revocation.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import { askOneCore } from '../../identity/core-keys.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import { estimateMs } from '../estimate.ts';
import { mostTenants } from '../freeze-draft.ts';
import { countByTenant, type ListedSelection, listSelection } from './list-selection.ts';

/** A plan of chosen sessions or of one user. In memory until it is started: most are looked at and left. */
export interface SelectionPlan {
  readonly document: PlanDocument;
  readonly listed: ListedSelection;
}

interface PlanRequest {
  readonly connectionId: string;
  readonly scope: RevocationScope;
  readonly settings: ConnectionSettings;
  readonly keys: RecordedKeys;
  readonly ownUserIds: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Lists and freezes what was selected. Ends nothing. Rejects when any part of the list cannot be read, or when not one
 * core answered all the time.
 */
export async function planSelection(
  core: CorePort,
  request: PlanRequest,
  signal: AbortSignal,
): Promise<SelectionPlan> {
  const { connectionId, now, scope, settings } = request;
  const list = () => listSelection(core, scope, request, signal);
  const { answer: listed, keys: coreKeys } = await askOneCore(core, list, signal);
  const { byIdentity, duplicates, matches, own } = listed;
  const users = new Set(matches.map(({ userId }) => userId));
  const wholeUsers = scope.type === 'user' ? 1 : 0;
  // A user without sessions is listed too, when it is verified.
  const userCount = Math.max(users.size, wholeUsers);
  const byTenant = countByTenant(matches);
  const plan: RevocationPlan = {
    id: randomUUID(),
    connectionId,
    createdAt: now,
    accessTokenLifetimeS: settings.accessTokenLifetimeS,
    scope: scope.type === 'user' ? scope : { type: 'handles' },
    targets: matches.length,
    duplicates,
    excluded: 0,
    own,
    users: users.has(null) ? null : userCount,
    wholeUsers,
    byTenant: byTenant.slice(0, mostTenants),
    tenants: byTenant.length,
    byIdentity,
    secondScan: null,
    // Where a part of a selection cannot be listed, there is no plan.
    coverage: fullCoverage,
    estimateMs: estimateMs(matches.length, wholeUsers > 0 ? 0 : matches.length, userCount),
  };
  const tenantId = scope.type === 'user' ? scope.tenantId : null;
  return { document: { plan, address: settings.address, coreKeys, tenantId }, listed };
}
