import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  type StoreFaults,
  withFaults,
} from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { openTestStore, temporaryFolder } from '../../../../test/unit/support/store/test-store.ts';
import { fullCoverage } from '../../../contract/domain/coverage.ts';
import { failure } from '../../../contract/failure.ts';
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
    listed: {
      matches: [],
      users: [],
      names: [],
      userCount: 0,
      duplicates: 0,
      own: 0,
      ownUnread: 0,
      byIdentity: [],
    },
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

async function openPlans(faults: StoreFaults = {}, isCleared: Promise<unknown> = Promise.resolve()) {
  const store = await openTestStore(await temporaryFolder());
  const stateOf = async (plan: SelectionPlan) => {
    const entry = await store.read.entry({ id: idOf(plan) }).catch(() => undefined);
    return entry?.type === 'readable' ? entry.state : undefined;
  };
  return { store, stateOf, ...createSelectionPlans(withFaults(store, faults), isCleared) };
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

it('a large plan is in the store before it is started, a small one is not', async () => {
  const plans = await openPlans();
  const [large, small] = [planOf(2_000), planOf(10)];
  plans.add(small);
  plans.add(large);
  await expect.poll(() => plans.stateOf(large)).toBe('planned');
  expect(await plans.stateOf(small)).toBeUndefined();
  await plans.take(idOf(small));
  expect(await plans.stateOf(small)).toBe('planned');
});

it('a plan that made room is not in the store any more', async () => {
  const plans = await openPlans();
  const old = planOf(200_000);
  plans.add(old);
  await expect.poll(() => plans.stateOf(old)).toBe('planned');
  plans.add(planOf(200_000));
  await expect.poll(() => plans.stateOf(old)).toBeUndefined();
});

it('a large plan that could not be written while the question was read is written when it is started', async () => {
  let tries = 0;
  const plans = await openPlans({
    before: ({ method }) => {
      if (method !== 'freeze') return;
      tries += 1;
      if (tries === 1) throw failure('disk-full');
    },
  });
  const large = planOf(2_000);
  plans.add(large);
  await expect.poll(() => tries).toBe(1);
  await plans.take(idOf(large));
  expect(await plans.stateOf(large)).toBe('planned');
});

it('a plan is not written before what an earlier run of the console left is removed', async () => {
  let clear = (): void => undefined;
  const written: string[] = [];
  const plans = await openPlans(
    { before: ({ method }) => void written.push(method) },
    new Promise<void>((resolve) => {
      clear = resolve;
    }),
  );
  const large = planOf(2_000);
  plans.add(large);
  const taking = plans.take(idOf(large));
  await new Promise((resolve) => setImmediate(resolve));
  expect(written).toEqual([]);
  clear();
  await taking;
  expect(await plans.stateOf(large)).toBe('planned');
});
