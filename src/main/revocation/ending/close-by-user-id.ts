import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { doAtOnce } from '../runs/at-once.ts';
import { keepError, type Run, targetsWhere, tell, tellNotSent } from '../runs/run.ts';
import { settleJournal } from '../runs/settle.ts';
import { isOpen } from '../targets/target-state.ts';

const peopleAtOnce = 4;

/**
 * Ends whatever stands under each id of the users whose sessions keep appearing, with one call an id. The last resort:
 * it marks them as active now (fact 5).
 */
export async function closeByUserId(run: Run): Promise<void> {
  const { control, log, record, steps } = run;
  const { ledger, plan } = record;
  const open = new Map<number, number[]>();
  for (const index of targetsWhere(run, (at) => isOpen({ state: ledger.state(at) }))) {
    const person = ledger.person(index);
    if (person === null || !plan.people.isWhole(person)) continue;
    const group = open.get(person);
    if (group) group.push(index);
    else open.set(person, [index]);
  }
  const people = [...open.keys()];
  if (people.length === 0) return;
  steps.begin('closing', people.length);
  log.write({ e: 'facts', facts: { closedByUserId: true } });
  await doAtOnce(
    people.length,
    peopleAtOnce,
    async (at) => {
      await control.point();
      const person = people[at] as number;
      if (!control.signal.aborted)
        await control.during(() => closePerson(run, person, open.get(person) ?? []));
      steps.done(1);
    },
    () => !control.signal.aborted,
  );
}

async function closePerson(run: Run, person: number, open: readonly number[]): Promise<void> {
  const { ledger, plan } = run.record;
  let lost: AppError | undefined;
  tell(run, { type: 'sent' }, open);
  if (!(await settleJournal(run))) return tellNotSent(run, open);
  for (const { id } of plan.people.identities(person) ?? []) {
    try {
      recordEnded(run, person, await run.endingCore().revokeUser({ userId: id, tenantId: plan.tenantId }));
    } catch (thrown) {
      lost ??= toAppError(thrown);
    }
  }
  const left = open.filter((index) => ledger.state(index) === 'sent');
  if (lost) tell(run, { type: 'lost', error: lost }, left);
  for (const afterLostCall of [true, false]) {
    const named = left.filter((index) => !lost && ledger.wasLost(index) === afterLostCall);
    tell(run, { type: 'not-named', afterLostCall }, named);
  }
  if (lost) keepError(run, lost);
}

function recordEnded(run: Run, person: number, handles: readonly string[]): void {
  const { ledger } = run.record;
  const fresh = handles.filter((handle) => ledger.find(handle) < 0);
  if (fresh.length > 0) {
    run.log.write({ e: 'new-sessions', rows: fresh.map((handle) => [handle, person] as const) });
    tell(
      run,
      { type: 'sent' },
      fresh.map((handle) => ledger.find(handle)),
    );
  }
  const ended = handles.map((handle) => ledger.find(handle));
  // It was there after all, or the core would not have named it.
  tell(
    run,
    { type: 'read-there' },
    ended.filter((index) => ledger.state(index) !== 'sent'),
  );
  tell(run, { type: 'confirmed' }, ended);
}
