import { type Clock, systemClock } from '../../shared/clock.ts';

/**
 * What a look found: something, nothing under this id, or an empty list, which says nothing about whether the user is there. Null: nobody
 * knows how much was seen.
 */
export type Sight = 'something' | 'nothing' | 'empty-list' | null;

/** A look at a user, or at one of their sessions. */
export interface Viewing {
  /** Everything that the record would say of the connection: on another core it is another user. */
  readonly connection: string;
  readonly user: string | null;
  /** Null: the user, with roles and the list of sessions. */
  readonly session: string | null;
  readonly sight: Sight;
}

/** What is seen of one user without looking at anything else in between. It is one viewing, however often its parts are read. */
export interface Viewings {
  /**
   * Whether the log, or what waits to be written to it, has a record of this viewing already. If not, the caller writes one: from then
   * on this answers true for the rest of the visit.
   */
  readonly isRecorded: (viewing: Viewing) => boolean;
  /** The operator did something else: the next look at the same user is another viewing. */
  readonly endVisit: () => void;
}

interface Visit {
  readonly connection: string;
  readonly user: string | null;
  readonly since: number;
  /** By handle, and the user under `null`: whether the record says that nothing was there. */
  readonly recorded: Map<string | null, 'viewed' | 'nothing'>;
}

/** A page that stays open, and reads on, is in the log again after so long. */
const longestVisitMs = 5 * 60_000;

export function createViewings(clock: Pick<Clock, 'elapsed'> = systemClock): Viewings {
  let visit: Visit | null = null;

  function visitOf({ connection, session, user }: Viewing): Visit {
    const now = clock.elapsed();
    const goesOn =
      visit !== null &&
      visit.connection === connection &&
      now - visit.since < longestVisitMs &&
      // Of a session that is gone nobody knows the user.
      (visit.user === user || (user === null && visit.recorded.has(session)));
    if (visit === null || !goesOn) visit = { connection, user, since: now, recorded: new Map() };
    return visit;
  }

  return {
    isRecorded: (viewing) => {
      const { recorded } = visitOf(viewing);
      const { session, sight } = viewing;
      const before = recorded.get(session);
      const isMore = sight === 'something' || sight === null;
      // A record that says "nothing there" covers no look at something.
      if (before === 'viewed' || (before === 'nothing' && !isMore)) return true;
      if (sight !== null) recorded.set(session, sight === 'nothing' ? 'nothing' : 'viewed');
      return false;
    },
    endVisit: () => {
      visit = null;
    },
  };
}
