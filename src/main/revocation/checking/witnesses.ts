import { readPerson } from '../../identity/person.ts';
import { doAtOnce } from '../runs/at-once.ts';
import { type Run, targetsWhere } from '../runs/run.ts';
import type { Indexes } from '../targets/indexes.ts';

// Fewer handles are read one by one in less time than it takes to find out whose they are.
const worthIt = 250;
// A person with fewer of the targets than this costs more calls than reading those targets does.
const leastCovered = 25;
// Enough to meet those with a good part of the list, few enough to be read in one go.
const sampleSize = 32;
// Finding them out comes before the first ending: so many are worth the wait, thousands are not.
const mostWitnesses = 50;
const mostKnown = 20;
const atOnce = 10;
/** Sessions beside the targets, of all users together, that are kept to tell new sessions from them. */
const mostOthers = 200_000;

/**
 * Lists, before anything is ended, the sessions of those whose targets these are. Afterwards one list of each shows
 * what reading thousands of handles one by one would show, in a small part of the time, and which sessions are new.
 * Where whose they are is not known it is found out, as long as that leads to many targets at once: mostly a list was
 * selected on one person's page. Never rejects: without witnesses, everything is read.
 */
export async function findWitnesses(run: Run): Promise<void> {
  const { control, log, record } = run;
  if (record.facts.witnessed) return;
  try {
    await listKnown(run);
    await findUnknown(run);
  } catch {
    // What cannot be found out is read one by one, and if that fails too, the report says so.
  }
  if (control.signal.aborted) return;
  const lookedForIn = record.plan.people.wholeCount() + run.before.size;
  log.write({ e: 'facts', facts: { witnessed: true, lookedForIn } });
}

async function listKnown(run: Run): Promise<void> {
  const { control, record } = run;
  const { people } = record.plan;
  if (people.size > mostKnown) return;
  const others = Array.from({ length: people.size }, (_, person) => person).filter(
    (person) => !people.isWhole(person),
  );
  await doAtOnce(
    others.length,
    atOnce,
    async (at) => {
      await makeWitness(run, people.userId(others[at] as number));
    },
    () => !control.signal.aborted,
  );
}

/** Looks at a few targets all over the list, lists the sessions of whoever they are of, and goes on with the rest. */
async function findUnknown(run: Run): Promise<void> {
  const { control, keys, record } = run;
  const { ledger } = record;
  const seen = new Set<string>();
  for (;;) {
    const unknown = targetsWhere(run, (index) => ledger.person(index) === null);
    if (unknown.length < worthIt || seen.size >= mostWitnesses || control.signal.aborted) return;
    const handles = spread(unknown, sampleSize).map((index) => ledger.handle(index));
    const owners = new Set<string>();
    await run.core().sessions(
      { handles, keys },
      (batch) => {
        for (const read of batch) if (read.outcome === 'found') owners.add(read.row.userId);
      },
      control.signal,
    );
    const fresh = [...owners].filter((userId) => !seen.has(userId)).slice(0, mostWitnesses - seen.size);
    for (const userId of fresh) seen.add(userId);
    let covered = 0;
    await doAtOnce(
      fresh.length,
      atOnce,
      async (at) => {
        covered += (await makeWitness(run, fresh[at] as string)).length;
      },
      () => !control.signal.aborted,
    );
    // Many people with few sessions each: reading their handles is less work than this.
    if (covered < fresh.length * leastCovered || fresh.length === 0) return;
  }
}

/** So many of them, at the same distance from one another. */
function spread(indexes: Indexes, count: number): number[] {
  const step = Math.max(1, indexes.length / count);
  return Array.from(
    { length: Math.min(count, indexes.length) },
    (_, at) => indexes[Math.floor(at * step)] as number,
  );
}

/** Gives the targets that stand in the lists of this user. */
async function makeWitness(run: Run, userId: string): Promise<readonly number[]> {
  const { control, log, record } = run;
  const { ledger, plan } = record;
  const { identities } = await readPerson(run.core(), userId, control.signal);
  const lists = await Promise.all(
    identities.map(({ id }) => run.core().sessionHandles({ userId: id, tenantId: null }, control.signal)),
  );
  const covered: number[] = [];
  const others = new Set<string>();
  for (const handle of lists.flat()) {
    const index = ledger.find(handle);
    if (index < 0) others.add(handle);
    else covered.push(index);
  }
  if (covered.length === 0) return [];
  log.write({ e: 'ids', userId, ids: identities });
  const person = plan.people.find(userId);
  log.write({ e: 'listed', person, on: covered });
  const excluded = [...run.before.values()].reduce((sum, { size }) => sum + size, 0);
  if (excluded + others.size <= mostOthers) run.before.set(person, others);
  return covered;
}
