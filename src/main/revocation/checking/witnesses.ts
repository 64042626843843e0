import { readPerson } from '../../identity/person.ts';
import type { RunTools, Witness } from '../record.ts';

// Fewer handles are read one by one in less time than it takes to find out whose they are.
const worthIt = 250;
// A person with fewer of the targets than this costs more calls than reading those targets does.
const leastCovered = 25;
// Looking for whose they are stops after so many tries that led to nobody, or to hardly any of them.
const patience = 5;
// Finding them out comes before the first ending: so many are worth the wait, thousands are not.
const mostWitnesses = 50;

/**
 * Finds out, before anything is ended, whose sessions a long list of handles holds. Afterwards one list of each of a
 * person's ids shows what reading thousands of handles one by one would show, in a small part of the time. Usually the
 * list was selected on one person's page; where it is many people with few sessions each, it stops looking, and the
 * rest is read one by one. Never rejects: without witnesses, everything is read.
 */
export async function findWitnesses(
  handles: ReadonlySet<string>,
  { core, keys, signal }: Omit<RunTools, 'tell' | 'now'>,
): Promise<Witness[]> {
  const witnesses: Witness[] = [];
  const uncovered = new Set(handles);
  let inVain = 0;
  try {
    for (const handle of handles) {
      if (
        uncovered.size < worthIt ||
        inVain >= patience ||
        witnesses.length >= mostWitnesses ||
        signal.aborted
      )
        break;
      if (!uncovered.has(handle)) continue;
      const session = await core.session({ handle, keys }, signal);
      if (!session) {
        inVain += 1;
        continue;
      }
      const { identities } = await readPerson(core, session.userId, signal);
      const lists = await Promise.all(
        identities.map(({ id }) => core.sessionHandles({ userId: id, tenantId: null }, signal)),
      );
      const covered = lists.flat().filter((listed) => uncovered.delete(listed));
      if (covered.length > 0) witnesses.push({ identities, handles: covered });
      if (covered.length < leastCovered) inVain += 1;
    }
  } catch {
    // What cannot be found out is read one by one, and if that fails too, the report says so.
  }
  return witnesses;
}
