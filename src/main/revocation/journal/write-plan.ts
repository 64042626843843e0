import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FrozenPlan } from '../frozen-plan.ts';
import type { Order } from '../record.ts';
import type { PlanEntry } from './entries.ts';
import type { JournalFile } from './journal-file.ts';

const rowsInALine = 1_000;
/** So much may wait in memory before the disk is waited for. */
const mostWaiting = 4_000_000;

/** Puts on disk what waits; false when that is given up. */
type Settle = () => Promise<boolean>;

/**
 * Writes the whole plan and what the operator said. Resolves with whether it is on disk; nothing may be sent before.
 */
export async function writePlan(
  file: JournalFile,
  plan: FrozenPlan,
  order: Order,
  settle: Settle,
): Promise<boolean> {
  const { address, coreKeys, tenantId } = plan;
  file.append({ e: 'plan', version: 1, plan: plan.plan, address, coreKeys, tenantId });
  const whole =
    (await writeRows(file, settle, plan.people.size, (from, to) => peopleRows(plan, from, to))) &&
    (await writeRows(file, settle, plan.plan.targets, (from, to) => targetRows(plan, from, to)));
  if (!whole) return false;
  file.append({ e: 'begin', order });
  return settle();
}

async function writeRows(
  file: JournalFile,
  settle: Settle,
  count: number,
  entryOf: (from: number, to: number) => PlanEntry,
): Promise<boolean> {
  for (let from = 0; from < count; from += rowsInALine) {
    file.append(entryOf(from, Math.min(count, from + rowsInALine)));
    if (file.waiting() > mostWaiting && !(await settle())) return false;
    // A million rows are made beside what the window asks for.
    await nextTurn();
  }
  return true;
}

function peopleRows({ people }: FrozenPlan, from: number, to: number): PlanEntry {
  const rows = Array.from({ length: to - from }, (_, step) => {
    const index = from + step;
    return [people.userId(index), people.isWhole(index) ? 1 : 0, people.identities(index) ?? 0] as const;
  });
  return { e: 'people', rows };
}

function targetRows({ targets }: FrozenPlan, from: number, to: number): PlanEntry {
  const rows = Array.from({ length: to - from }, (_, step) => {
    const index = from + step;
    return [targets.handle(index), targets.person(index), targets.createdAt(index)] as const;
  });
  return { e: 'targets', rows };
}
