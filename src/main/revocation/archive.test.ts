import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createArchive } from './archive.ts';
import type { FrozenPlan } from './plan.ts';
import { beginRecord } from './record.ts';

function planOf(targets: number): FrozenPlan {
  return {
    handles: new Set([...Array(targets)].map(() => randomUUID())),
    identities: [],
    address: 'http://core.example',
    plan: {
      id: randomUUID(),
      connectionId: 'c',
      scope: { type: 'handles' },
      createdAt: 0,
      targets,
      duplicates: 0,
      byTenant: [],
      byIdentity: [],
      accessTokenLifetimeS: 60,
    },
  };
}

describe('what is kept of past revocations', () => {
  it('is numbers longer than targets', () => {
    const archive = createArchive({ entries: 10, targets: 100 });
    const [old, young] = [60, 60].map((targets, at) => beginRecord(planOf(targets), '', at, 250));
    for (const record of [old, young]) {
      if (!record) continue;
      archive.hold(record);
      archive.release(record);
    }
    const [oldId = '', youngId = ''] = [old?.plan.plan.id, young?.plan.plan.id];
    expect(() => archive.ended(oldId)).toThrow('only its numbers');
    expect(archive.report(oldId).plan.targets).toBe(60);
    expect(archive.ended(youngId)).toBe(young);
    expect(archive.reports('c').map(({ id }) => id)).toEqual([youngId, oldId]);
  });

  it('never loses what is running', () => {
    const archive = createArchive({ entries: 3, targets: 10 });
    const running = beginRecord(planOf(100), '', 0, 250);
    archive.hold(running);
    const plans = [...Array(5)].map(() => planOf(1));
    for (const plan of plans) archive.addPlan(plan);
    archive.release(running);
    expect(archive.report(running.plan.plan.id).plan.targets).toBe(100);
  });

  it('is no plan that was never run and is too old', () => {
    const archive = createArchive({ entries: 2, targets: 100 });
    const [first, ...others] = [planOf(1), planOf(1), planOf(1)];
    for (const plan of [first, ...others]) if (plan) archive.addPlan(plan);
    expect(() => archive.planned(first?.plan.id ?? '')).toThrow('no such revocation');
  });

  it('keeps what came last, however large it is', () => {
    const archive = createArchive({ entries: 10, targets: 100 });
    const huge = planOf(101);
    archive.addPlan(huge);
    expect(archive.planned(huge.plan.id)).toBe(huge);
  });
});
