import type { Run } from '../runs/run.ts';

/** The targets of each user of the plan, new sessions included. */
export interface Members {
  readonly count: (person: number) => number;
  readonly of: (person: number) => number[];
}

/** Groups all targets by their user: two columns of numbers, however many users there are. */
export function groupByPerson({ record: { ledger, plan } }: Run): Members {
  const starts = new Uint32Array(plan.people.size + 1);
  for (let index = 0; index < ledger.size; index++) {
    const person = ledger.person(index);
    if (person !== null) starts[person + 1] = (starts[person + 1] ?? 0) + 1;
  }
  for (let person = 0; person < plan.people.size; person++)
    starts[person + 1] = (starts[person + 1] ?? 0) + (starts[person] ?? 0);
  const grouped = new Uint32Array(starts[plan.people.size] ?? 0);
  const next = starts.slice();
  for (let index = 0; index < ledger.size; index++) {
    const person = ledger.person(index);
    if (person === null) continue;
    const at = next[person] ?? 0;
    grouped[at] = index;
    next[person] = at + 1;
  }
  return {
    count: (person) => (starts[person + 1] ?? 0) - (starts[person] ?? 0),
    of: (person) => [...grouped.subarray(starts[person], starts[person + 1])],
  };
}
