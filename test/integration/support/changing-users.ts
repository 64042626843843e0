import type { Random } from '../../../src/main/sandbox/sample/sample.ts';
import type { SeenRequest } from '../../faults/fault-proxy.ts';
import { type Cdi, handlesUnder } from './cdi.ts';
import type { Fixtures } from './fixtures.ts';

/** What can happen to users while sessions of the first of them are planned to be ended, and are ended. */
export const userChanges = [
  'the first is linked to the second',
  'the second is linked to the first',
  'the first gets an external id',
  'the first loses its external id',
  'the second gets an external id',
  'the first signs in',
  'the second signs in',
  'another one signs in',
] as const;
export type UserChange = (typeof userChanges)[number];

type Name = 'first' | 'second' | 'other';

/** Times are those of `performance.now()`. */
interface Began {
  readonly handle: string;
  readonly underId: string;
  readonly name: Name;
  /** When its call was answered. */
  readonly at: number;
}

interface Mapping {
  readonly id: string;
  readonly at: number;
  /** When it was begun to remove it. */
  removedFrom: number | null;
}

/** Three users of one core, what happened to them, and what was read of them. */
export interface ChangingUsers {
  readonly email: string;
  /** The id that the core shows for the first of them now. */
  readonly shownId: () => string;
  readonly signIn: (name: Name) => Promise<string>;
  /** One after the other. Resolves with false where it cannot be done: nobody is linked twice. */
  readonly change: (what: UserChange) => Promise<boolean>;
  /** The work begins anew: what an attempt at it that failed was shown is forgotten. */
  readonly forgetReads: () => void;
  /** To be told of each request that the core answers to the work. */
  readonly noteRead: (request: SeenRequest) => void;
  /** Everything that is a session now. */
  readonly alive: () => Promise<Set<string>>;
  /** Sessions that the work must not have ended, beside these targets, and that nobody else ended. */
  readonly mustBeAlive: (
    targets: ReadonlySet<string>,
    isWhole: boolean,
  ) => readonly { readonly handle: string; readonly about: string }[];
  /**
   * Sessions of the first, as a whole, that the work was shown and that are alive. `owners`: the owners of sessions that were chosen
   * one by one; under an id that was taken away meanwhile, nothing leads from them to the first.
   */
  readonly shownAndAlive: (alive: ReadonlySet<string>, owners: ReadonlySet<string | null>) => string[];
}

/** The first and the second have two sessions each; who has an external id got it between them. */
export async function createChangingUsers(
  { cdi, make }: { readonly cdi: Cdi; readonly make: Fixtures },
  random: Random,
  seed: number,
): Promise<ChangingUsers> {
  const { email, id: first } = await make.emailUser(`changing-${seed}`);
  const { id: second } = await make.emailUser(`changing-too-${seed}`);
  const internal: Readonly<Record<Name, string>> = { first, second, other: `${make.prefix}-other-${seed}` };
  const mappings: Record<Name, Mapping[]> = { first: [], second: [], other: [] };
  const sessions: Began[] = [];
  /** By id, when it was listed the last time. */
  const listed = new Map<string, number>();
  /** When the first was listed before that. */
  let firstListedBefore = Number.NEGATIVE_INFINITY;
  let mappingsReadAt = Number.NEGATIVE_INFINITY;
  let link: { readonly from: number; readonly ended: string } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function shownId(name: Name): string {
    return mappedNow(name)?.id ?? internal[name];
  }

  function mappedNow(name: Name): Mapping | undefined {
    return mappings[name].find(({ removedFrom }) => removedFrom === null);
  }

  function idsOf(name: Name): string[] {
    return [internal[name], ...mappings[name].map(({ id }) => id)];
  }

  /** A session begins under the id that the core shows at this moment, or under one that is no user's any more. */
  async function signIn(name: Name): Promise<string> {
    const removed = mappings[name].filter(({ removedFrom }) => removedFrom !== null).map(({ id }) => id);
    const underId = random.pick([shownId(name), shownId(name), ...removed]);
    const { handle } = await make.session({ userId: underId });
    sessions.push({ handle, underId, name, at: performance.now() });
    return handle;
  }

  async function map(name: Name): Promise<boolean> {
    if (mappedNow(name)) return false;
    const id = await make.map(internal[name], `${name}-${seed}-${mappings[name].length}`);
    mappings[name].push({ id, at: performance.now(), removedFrom: null });
    return true;
  }

  async function unmap(name: Name): Promise<boolean> {
    const mapping = mappedNow(name);
    if (!mapping) return false;
    mapping.removedFrom = performance.now();
    await make.unmap(mapping.id);
    return true;
  }

  async function alive(): Promise<Set<string>> {
    const ids = [...idsOf('first'), ...idsOf('second'), ...idsOf('other')];
    const all = await Promise.all(ids.map((id) => handlesUnder(cdi, id)));
    return new Set(all.flatMap((handles) => [...handles]));
  }

  async function linkTo(recipe: Name, primary: Name): Promise<boolean> {
    if (link) return false;
    // The core itself ends the sessions under the id that it shows (fact 11), and leaves those under the other one.
    link = { from: performance.now(), ended: shownId(recipe) };
    await make.makePrimary(internal[primary]);
    await make.link(internal[recipe], internal[primary]);
    return true;
  }

  function change(what: UserChange): Promise<boolean> {
    switch (what) {
      case 'the first is linked to the second':
        return linkTo('first', 'second');
      case 'the second is linked to the first':
        return linkTo('second', 'first');
      case 'the first gets an external id':
        return map('first');
      case 'the first loses its external id':
        return unmap('first');
      case 'the second gets an external id':
        return map('second');
      case 'the first signs in':
        return done(signIn('first'));
      case 'the second signs in':
        return done(signIn('second'));
      case 'another one signs in':
        return done(signIn('other'));
    }
  }

  function done(work: Promise<unknown>): Promise<boolean> {
    return work.then(() => true);
  }

  for (const name of ['first', 'second'] as const) {
    await signIn(name);
    // Linking ends the sessions under the id that is shown, and leaves those from before.
    if (random.chance(0.6)) await map(name);
    await signIn(name);
  }
  await signIn('other');

  return {
    email,
    shownId: () => shownId('first'),
    signIn,
    alive,
    change: (what) => {
      const changed = last.then(() => change(what));
      last = changed.catch(() => undefined);
      return changed;
    },
    forgetReads: () => {
      listed.clear();
      firstListedBefore = Number.NEGATIVE_INFINITY;
      mappingsReadAt = Number.NEGATIVE_INFINITY;
    },
    noteRead: ({ path }) => {
      const url = new URL(path, 'http://core');
      const userId = url.searchParams.get('userId');
      if (url.pathname.endsWith('/recipe/session/user') && userId) {
        if (userId === first) firstListedBefore = listed.get(first) ?? firstListedBefore;
        listed.set(userId, performance.now());
      }
      if (url.pathname.endsWith('/recipe/userid/map') && userId === first) mappingsReadAt = performance.now();
    },
    mustBeAlive: (targets, isWhole) =>
      sessions.flatMap(({ at, handle, name, underId }) => {
        const isBefore = link !== undefined && at < link.from;
        if (targets.has(handle) || (isBefore && underId === link?.ended)) return [];
        // What the second begins when it is linked belongs to the first, too.
        const isCovered = isWhole && (name === 'first' || (name === 'second' && link && !isBefore));
        return isCovered
          ? []
          : [{ handle, about: `of the ${name}${isBefore ? ' from before it was linked' : ''}` }];
      }),
    shownAndAlive: (all, owners) => {
      const known = [
        first,
        ...mappings.first
          .filter(({ at, id, removedFrom }) =>
            removedFrom === null ? at < mappingsReadAt : listed.has(id) && !owners.has(id),
          )
          .map(({ id }) => id),
      ];
      return sessions
        .filter(({ at, handle, underId }) => {
          if (!known.includes(underId) || !all.has(handle)) return false;
          // Its ids are listed together, so each of them once more since the list before the last one: also one that is left out.
          return at < Math.max(listed.get(underId) ?? Number.NEGATIVE_INFINITY, firstListedBefore);
        })
        .map(({ handle }) => handle);
    },
  };
}
