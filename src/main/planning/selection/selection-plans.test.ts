import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { openTestStore, temporaryFolder } from '../../../../test/unit/support/test-store.ts';
import { fullCoverage } from '../../../contract/domain/coverage.ts';
import type { SelectionPlan } from './plan-selection.ts';
import { createSelectionPlans } from './selection-plans.ts';

/** A plan that says it has so many targets. */
function planOf(targets: number): SelectionPlan {
  const counts = {
    duplicates: 0,
    excluded: 0,
    own: 0,
    users: null,
    wholeUsers: 0,
    byTenant: [],
    tenants: 0,
    byIdentity: [],
    coverage: fullCoverage,
  };
  return {
    listed: { matches: [], users: [], names: [], duplicates: 0, own: 0, byIdentity: [] },
    document: {
      ...{ address: 'http://core.example', coreKeys: ['s-1'], tenantId: null },
      plan: {
        ...{ id: randomUUID(), connectionId: 'c', source: { type: 'handles' }, createdAt: 0, targets },
        ...counts,
        ...{ accessTokenLifetimeS: 60, estimateMs: 0, secondScan: null },
      },
    },
  };
}

const idOf = ({ document }: SelectionPlan) => document.plan.id;

async function openPlans() {
  return createSelectionPlans(await openTestStore(await temporaryFolder()));
}

it('the oldest plans make room when there are too many targets, and the newest stays', async () => {
  const plans = await openPlans();
  const [old, young] = [planOf(200_000), planOf(200_000)];
  plans.add(old);
  plans.add(young);
  expect(plans.get(idOf(old))).toBeUndefined();
  const large = planOf(500_000);
  plans.add(large);
  expect(plans.get(idOf(young))).toBeUndefined();
  expect(plans.get(idOf(large))).toBe(large);
});

it('the oldest of very many plans make room', async () => {
  const plans = await openPlans();
  const all = Array.from({ length: 201 }, () => planOf(1));
  for (const plan of all) plans.add(plan);
  expect(all.filter((plan) => plans.get(idOf(plan)) === undefined)).toEqual([all[0]]);
});

it('a plan that was taken does not make room', async () => {
  const plans = await openPlans();
  const taken = planOf(1);
  plans.add(taken);
  await plans.take(idOf(taken));
  plans.add(planOf(400_000));
  expect(plans.get(idOf(taken))).toBe(taken);
});
