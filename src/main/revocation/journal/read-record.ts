import { failure } from '../../../contract/failure.ts';
import type { FrozenPlan } from '../frozen-plan.ts';
import { beginRecord, type RevocationRecord } from '../record.ts';
import { createPeopleTable } from '../targets/people-table.ts';
import { createTargetTable } from '../targets/target-table.ts';
import { applyEntry } from './apply-entry.ts';
import type { JournalEntry, PlanEntry } from './entries.ts';
import { readLines, type WholeLines } from './read-lines.ts';

interface ReadRecord extends WholeLines {
  readonly record: RevocationRecord;
}

/**
 * Reads a journal from its beginning. What stands behind the last whole line is left out and its size is told. Rejects
 * with `not-found` when not even the plan is whole: then nothing was sent.
 */
export async function readRecord(path: string): Promise<ReadRecord> {
  const reader = createReader();
  const lines = await readLines(path, reader.take);
  const record = reader.record();
  if (!record) {
    throw failure('not-found', 'The journal of this revocation cannot be read: its plan is not whole.', {
      hint: 'Nothing is sent before the plan is whole. Make the plan again.',
    });
  }
  return { record, ...lines };
}

function createReader() {
  let plan: FrozenPlan | undefined;
  let record: RevocationRecord | undefined;

  function takePlan(entry: PlanEntry): void {
    if (entry.e === 'plan') {
      const { plan: numbers, address, coreKeys, tenantId } = entry;
      const tables = { targets: createTargetTable(), people: createPeopleTable() };
      plan = { plan: numbers, address, coreKeys, tenantId, ...tables };
      return;
    }
    if (!plan) throw new Error('A journal begins with its plan.');
    if (entry.e === 'people') addPeople(plan, entry.rows);
    else if (entry.e === 'targets') addTargets(plan, entry.rows);
    else if (plan.targets.size === plan.plan.targets) record = beginRecord(plan, entry.order);
    else throw new Error('The plan of a journal is not whole.');
  }

  return {
    record: () => record,
    take: (entry: JournalEntry): void => {
      if (entry.e === 'report') return;
      if (entry.e === 'plan' || entry.e === 'people' || entry.e === 'targets' || entry.e === 'begin')
        takePlan(entry);
      else if (record) applyEntry(record, entry);
      else throw new Error('Something happened before the plan was whole.');
    },
  };
}

function addPeople({ people }: FrozenPlan, rows: Extract<PlanEntry, { e: 'people' }>['rows']): void {
  for (const [userId, whole, ids] of rows) {
    const person = people.add(userId);
    if (whole === 1) people.setWhole(person);
    if (ids !== 0) people.setIdentities(person, ids);
  }
}

function addTargets({ targets }: FrozenPlan, rows: Extract<PlanEntry, { e: 'targets' }>['rows']): void {
  for (const [handle, person, createdAt] of rows) targets.add(handle, { person, createdAt });
}
