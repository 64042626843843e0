import { setImmediate as turn } from 'node:timers/promises';
import { failure } from '../../../contract/failure.ts';
import { createPeopleTable, type PeopleTable } from '../targets/people-table.ts';
import { createTargetTable, frozenTargets, type TargetTable } from '../targets/target-table.ts';
import type { Crowd } from './crowd.ts';

/** Tables of their own: what happens to the draft later changes nothing in them. */
export interface CopiedHits {
  readonly targets: TargetTable;
  readonly people: PeopleTable;
  /** Sessions that the operator took out. */
  readonly excluded: number;
  /** Of the targets: those of the operator's own users. */
  readonly own: number;
}

interface Source {
  readonly targets: TargetTable;
  readonly crowd: Crowd;
  readonly isTaken: (index: number) => boolean;
  /** Taken out by the operator. */
  readonly isHeldBack: (index: number) => boolean;
  readonly isOwn: (index: number) => boolean;
  readonly changed: () => boolean;
}

const atOnce = 10_000;
const nobody = -1;

export async function copyHits(source: Source): Promise<CopiedHits> {
  const { targets: from, crowd } = source;
  const people = createPeopleTable();
  const numbers = new Int32Array(crowd.people.size).fill(nobody);
  const heldBack = new Uint8Array(crowd.people.size);
  let excluded = 0;
  let own = 0;

  function copyPerson(person: number): number {
    const known = numbers[person];
    if (known !== undefined && known !== nobody) return known;
    const copied = people.add(crowd.people.userId(person));
    const identities = crowd.people.identities(person);
    if (identities) people.setIdentities(copied, identities);
    numbers[person] = copied;
    return copied;
  }

  /** The user's number in the copy; null: not known. */
  function takeTarget(index: number): number | null {
    const person = from.person(index);
    if (source.isOwn(index)) own += 1;
    return person === null ? null : copyPerson(person);
  }

  /** With what was taken out, the rest is a table of its own. */
  async function copySome(): Promise<TargetTable> {
    const targets = createTargetTable();
    await each(from.size, (index) => {
      const person = from.person(index);
      if (source.isHeldBack(index)) {
        excluded += 1;
        if (person !== null) heldBack[person] = 1;
      }
      if (!source.isTaken(index)) return;
      targets.add(from.handle(index), { person: takeTarget(index), createdAt: from.createdAt(index) });
    });
    return targets;
  }

  /** Most plans hold everything that was found: then the handles need not stand in memory twice. */
  async function shareAll(): Promise<TargetTable> {
    const persons = new Int32Array(from.size);
    await each(persons.length, (index) => {
      persons[index] = takeTarget(index) ?? nobody;
    });
    return frozenTargets(from, persons);
  }

  function takesAll(): boolean {
    for (let index = 0; index < from.size; index++) if (!source.isTaken(index)) return false;
    return true;
  }

  // Ending everything of a user would end what was taken out as well.
  function copyWhole(person: number): void {
    if (!crowd.isWhole(person) || crowd.isKept(person) || heldBack[person] === 1) return;
    people.setWhole(copyPerson(person));
  }

  async function each(size: number, copy: (index: number) => void): Promise<void> {
    for (let index = 0; index < size; index++) {
      copy(index);
      if (index % atOnce === atOnce - 1) await turn();
    }
  }

  const targets = takesAll() ? await shareAll() : await copySome();
  await each(crowd.people.size, copyWhole);
  if (source.changed()) {
    throw failure('bad-input', 'The list of sessions changed while it was being frozen.', {
      hint: 'Look at the numbers again, then go on.',
      retryable: true,
    });
  }
  return { targets, people, excluded, own };
}
