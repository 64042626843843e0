import { toAppError } from '../../../contract/failure.ts';
import { readPerson } from '../../identity/person.ts';
import { listPeople } from '../checking/list-people.ts';
import { readTargets } from '../checking/read-targets.ts';
import { createPace } from '../ending/pace.ts';
import { sendCalls } from '../ending/send-calls.ts';
import { askCore } from './ask-core.ts';
import { keepError, type Run, targetsWhere, tell } from './run.ts';

/** Between two looks at the users. */
const betweenMs = 10_000;

export interface WatchOrder {
  readonly until: number;
  readonly watchThen: 'tell' | 'end';
}

/**
 * Looks for new sessions of the plan's users until the given moment, and tells or ends them. `rest` waits so many
 * milliseconds, or until the run is to end. Never rejects.
 */
export async function watchPeople(
  run: Run,
  { until, watchThen }: WatchOrder,
  rest: (ms: number) => Promise<void>,
): Promise<void> {
  const { control, log, now, record } = run;
  log.write({ e: 'facts', facts: { watch: { startedAt: now(), until, endedAt: null, watchThen } } });
  control.watching(until);
  try {
    await rememberOthers(run);
    while (!control.signal.aborted) {
      await listPeople(run, () => false);
      if (watchThen === 'end' && !control.signal.aborted) await endNewSessions(run);
      if (now() >= until) break;
      await rest(Math.min(betweenMs, until - now()));
    }
  } catch (thrown) {
    if (!control.signal.aborted) keepError(run, toAppError(thrown));
  }
  control.watching(null);
  if (control.isInterrupted()) return;
  const { watch } = record.facts;
  if (watch) log.write({ e: 'facts', facts: { watch: { ...watch, endedAt: now() } } });
}

/** Of users of whom only some sessions were ended, those that are there now are none that began while watching. */
async function rememberOthers(run: Run): Promise<void> {
  const { before, control, log, record } = run;
  const { people } = record.plan;
  for (let person = 0; person < people.size && !control.signal.aborted; person++) {
    if (people.isWhole(person) || before.has(person)) continue;
    const userId = people.userId(person);
    const { identities } = await askCore(run, () => readPerson(run.core(), userId));
    log.write({ e: 'ids', userId, ids: identities });
    const lists = await askCore(run, () =>
      Promise.all(identities.map(({ id }) => run.core().sessionHandles({ userId: id, tenantId: null }))),
    );
    before.set(person, new Set(lists.flat()));
  }
  log.write({ e: 'facts', facts: { lookedForIn: people.size } });
}

async function endNewSessions(run: Run): Promise<void> {
  const { ledger } = run.record;
  const fresh = targetsWhere(run, (index) => index >= ledger.planned && ledger.state(index) === 'planned');
  if (fresh.length === 0) return;
  await sendCalls(run, fresh, createPace());
  await readTargets(run, fresh);
  const survivors = fresh.filter((index) => ledger.state(index) === 'still-active');
  for (const index of survivors) {
    const standing = ledger.standing(index);
    if (standing.state === 'still-active' && standing.error)
      tell(run, { type: 'given-up', error: standing.error }, [index]);
  }
}
