import type { FrozenPlan } from './frozen-plan.ts';

/** Plans that were frozen and not run yet. In memory: a plan whose sessions were listed long ago is worth nothing. */
export interface PlanBook {
  readonly add: (plan: FrozenPlan) => void;
  readonly get: (id: string) => FrozenPlan | undefined;
  /** It is run now. */
  readonly remove: (id: string) => void;
}

const mostPlans = 200;
/** Over all plans: what takes the memory. */
const mostTargets = 1_500_000;

/** The oldest make room; the newest stays, however large it is. */
export function createPlanBook(): PlanBook {
  const plans = new Map<string, FrozenPlan>();

  function makeRoom(): void {
    let targets = 0;
    let excluded = 0;
    for (const [id, { plan }] of [...plans].reverse()) {
      targets += plan.targets;
      excluded += 1;
      if (excluded > 1 && (excluded > mostPlans || targets > mostTargets)) plans.delete(id);
    }
  }

  return {
    get: (id) => plans.get(id),
    remove: (id) => void plans.delete(id),
    add: (plan) => {
      plans.set(plan.plan.id, plan);
      makeRoom();
    },
  };
}
