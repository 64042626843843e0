import { failure } from '../../../contract/failure.ts';
import type { Store } from '../../store/interface.ts';
import type { SelectionPlan } from './plan-selection.ts';
import { storeSelection } from './store-selection.ts';

/** Plans of selections that were not started. */
export interface SelectionPlans {
  readonly add: (plan: SelectionPlan) => void;
  readonly get: (id: string) => SelectionPlan | undefined;
  /** Writes a plan to the store, for whoever runs it. Rejects with `not-found`, or with `bad-input` when it was taken before. */
  readonly take: (id: string) => Promise<void>;
  /** It was not started: it can be taken again. In the store it stays until the next start of the console. */
  readonly giveBack: (id: string) => void;
  readonly remove: (id: string) => void;
}

const mostPlans = 200;
/** In all plans together: targets take the memory. */
const mostTargets = 300_000;

/** The oldest plans make room for new ones. The newest stays, however large it is. */
export function createSelectionPlans(store: Store): SelectionPlans {
  const plans = new Map<string, SelectionPlan>();
  const taken = new Set<string>();
  /** In the store, in part or as a whole. */
  const created = new Set<string>();
  const stored = new Set<string>();

  function forget(id: string): void {
    for (const ids of [plans, taken, created, stored]) ids.delete(id);
  }

  function makeRoom(): void {
    let targets = 0;
    let count = 0;
    for (const [id, { document }] of [...plans].reverse()) {
      targets += document.plan.targets;
      count += 1;
      if (count > 1 && (count > mostPlans || targets > mostTargets) && !taken.has(id)) forget(id);
    }
  }

  return {
    get: (id) => plans.get(id),
    add: (plan) => {
      plans.set(plan.document.plan.id, plan);
      makeRoom();
    },
    take: async (id) => {
      const plan = plans.get(id);
      if (!plan) throw noSuchPlan();
      if (taken.has(id)) throw failure('bad-input', 'This plan was started before.');
      taken.add(id);
      try {
        if (!stored.has(id)) await storeSelection(store, plan, created.has(id), () => created.add(id));
        stored.add(id);
      } catch (thrown) {
        taken.delete(id);
        throw thrown;
      }
    },
    giveBack: (id) => void taken.delete(id),
    remove: forget,
  };
}

export function noSuchPlan() {
  return failure('not-found', 'This list of sessions is not there any more. Nothing was ended.', {
    hint: 'Choose the sessions again.',
  });
}
