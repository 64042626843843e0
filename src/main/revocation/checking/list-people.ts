import type { IdentityId } from '../../../contract/domain/user.ts';
import { toAppError } from '../../../contract/failure.ts';
import { readPerson } from '../../identity/person.ts';
import { askCore } from '../runs/ask-core.ts';
import { doAtOnce } from '../runs/at-once.ts';
import { keepError, type Run, tell } from '../runs/run.ts';
import { groupByPerson, type Members } from './members.ts';

/** Each listing is some calls of its own, so that about 16 run at once. */
const peopleAtOnce = 10;
/** A list takes fewer calls than reading so many targets one by one does. */
const leastTargets = 3;

/**
 * Lists the sessions of users again and compares: targets that are there after all, and new sessions. All those of whom
 * everything is to be ended; of the others, those with several targets that `wanted` asks for and that such a list
 * showed before. Resolves with whether everyone could be listed who has to be.
 */
export async function listPeople(run: Run, wanted: (index: number) => boolean): Promise<boolean> {
  const { control, record, steps } = run;
  const { people } = record.plan;
  const members = groupByPerson(run);
  const toList: number[] = [];
  for (let person = 0; person < people.size; person++)
    if (people.isWhole(person) || isWitness(run, person, members, wanted)) toList.push(person);
  if (toList.length === 0) return true;
  let complete = true;
  steps.begin('verifying-users', toList.length);
  await doAtOnce(
    toList.length,
    peopleAtOnce,
    async (at) => {
      const person = toList[at] as number;
      await run.checkIdentity('at-times');
      try {
        await listPerson(run, person, members.of(person));
      } catch (thrown) {
        complete = complete && !people.isWhole(person);
        if (!control.signal.aborted && people.isWhole(person)) keepError(run, toAppError(thrown));
      }
      steps.done(1);
    },
    () => !control.signal.aborted,
  );
  return complete && !control.signal.aborted;
}

function isWitness(
  { before, record: { ledger, plan } }: Run,
  person: number,
  members: Members,
  wanted: (index: number) => boolean,
): boolean {
  if (plan.people.identities(person) === undefined) return false;
  if (before.has(person)) return true;
  if (members.count(person) < leastTargets) return false;
  const asked = members.of(person).filter((index) => wanted(index) && ledger.wasListed(index));
  return asked.length >= leastTargets;
}

async function listPerson(run: Run, person: number, members: readonly number[]): Promise<void> {
  const { ledger, plan } = run.record;
  const whole = plan.people.isWhole(person);
  const ids = whole ? await idsByNow(run, person) : (plan.people.identities(person) ?? []);
  const tenantId = whole ? plan.tenantId : null;
  const lists = await askCore(run, () =>
    Promise.all(ids.map(({ id }) => run.core().sessionHandles({ userId: id, tenantId }))),
  );
  const there = new Set(lists.flat());
  const still: number[] = [];
  const absent: number[] = [];
  for (const index of members)
    if (whole || ledger.wasListed(index)) (there.has(ledger.handle(index)) ? still : absent).push(index);
  tell(run, { type: 'read-there' }, still);
  tell(run, { type: 'read-absent' }, absent);
  addNewSessions(run, person, whole, there);
}

/** Ids that the user got meanwhile are asked too. */
async function idsByNow(run: Run, person: number): Promise<readonly IdentityId[]> {
  const { people } = run.record.plan;
  const userId = people.userId(person);
  const known = people.identities(person) ?? [];
  const read = await askCore(run, () => readPerson(run.core(), userId));
  const ids = [
    ...new Map([...known, ...read.identities].map((identity) => [identity.id, identity])).values(),
  ];
  if (ids.length > known.length) run.log.write({ e: 'ids', userId, ids });
  return ids;
}

function addNewSessions(run: Run, person: number, whole: boolean, there: ReadonlySet<string>): void {
  const { ledger } = run.record;
  const before = run.before.get(person);
  if (!whole && !before) return;
  const fresh = [...there].filter((handle) => !before?.has(handle) && ledger.find(handle) < 0);
  if (fresh.length === 0) return;
  run.log.write({ e: 'new-sessions', rows: fresh.map((handle) => [handle, person] as const) });
  // Seen by this very list.
  tell(
    run,
    { type: 'read-there' },
    fresh.map((handle) => ledger.find(handle)),
  );
}
