import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { FrozenPlan } from './frozen-plan.ts';
import { createPlanBook } from './plan-book.ts';
import { createPeopleTable } from './targets/people-table.ts';
import { createTargetTable } from './targets/target-table.ts';

function planOf(targets: number): FrozenPlan {
  return {
    address: 'http://core.example',
    coreKeys: null,
    tenantId: null,
    targets: createTargetTable(),
    people: createPeopleTable(),
    plan: {
      id: randomUUID(),
      connectionId: 'c',
      scope: { type: 'handles' },
      createdAt: 0,
      targets,
      ...{ duplicates: 0, excluded: 0, own: 0, users: null, wholeUsers: 0, byTenant: [], byIdentity: [] },
      ...{ accessTokenLifetimeS: 60, estimateMs: 0 },
    },
  };
}

it('keeps plans until they are run', () => {
  const book = createPlanBook();
  const plan = planOf(3);
  book.add(plan);
  expect(book.get(plan.plan.id)).toBe(plan);
  book.remove(plan.plan.id);
  expect(book.get(plan.plan.id)).toBeUndefined();
});

it('gives up the oldest when they hold too many targets, and never the newest', () => {
  const book = createPlanBook();
  const [old, young] = [planOf(1_000_000), planOf(1_000_000)];
  book.add(old);
  book.add(young);
  expect(book.get(old.plan.id)).toBeUndefined();
  const large = planOf(5_000_000);
  book.add(large);
  expect(book.get(large.plan.id)).toBe(large);
});

it('gives up the oldest of very many', () => {
  const book = createPlanBook();
  const plans = Array.from({ length: 201 }, () => planOf(1));
  for (const plan of plans) book.add(plan);
  expect(plans.filter(({ plan }) => book.get(plan.id) === undefined)).toEqual([plans[0]]);
});
