import { randomUUID } from 'node:crypto';
import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import { failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { estimateMs } from '../estimate.ts';
import type { FrozenPlan } from '../frozen-plan.ts';
import { countByTenant } from '../plan.ts';
import { readCoreKeys } from '../runs/core-identity.ts';
import type { DraftWork } from './draft-work.ts';

/** How many tenants a plan names. */
const mostTenants = 50;

/** A plan of what a draft hits now. Rejects when it leads to another core by now, or nothing is left to end. */
export async function freezeDraft(
  work: DraftWork,
  { address, accessTokenLifetimeS, name }: ConnectionSettings,
  core: CorePort,
  now: number,
  signal: AbortSignal,
): Promise<FrozenPlan> {
  if (address !== work.address) {
    throw failure('bad-input', `${name} leads to another core than when these sessions were listed.`, {
      hint: 'Lead the connection back to the first core, or begin anew. Nothing was ended.',
    });
  }
  const { targets, people, tenantId, ...hits } = await work.freeze();
  const coreKeys = await readCoreKeys(core, signal);
  let ofWholeUsers = 0;
  for (let index = 0; index < targets.size; index++) {
    const person = targets.person(index);
    if (person !== null && people.isWhole(person)) ofWholeUsers += 1;
  }
  const wholeUsers = people.wholeCount();
  return {
    targets,
    people,
    tenantId,
    address,
    coreKeys,
    plan: {
      ...hits,
      id: randomUUID(),
      connectionId: work.draft().connectionId,
      createdAt: now,
      targets: targets.size,
      users: people.size,
      wholeUsers,
      byTenant: countByTenant(targets, mostTenants),
      byIdentity: [],
      accessTokenLifetimeS,
      estimateMs: estimateMs(targets.size, targets.size - ofWholeUsers, wholeUsers),
    },
  };
}
