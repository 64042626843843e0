import { failure } from '../../../contract/failure.ts';
import { createChanges, enough } from '../../streams/changes.ts';
import type { DraftWork } from './draft-work.ts';
import type { Feeding } from './list/guard-feeding.ts';

type Entry = { readonly work: DraftWork; readonly list: Feeding | null };

/** The drafts there are. */
export interface DraftBook {
  /** Throws `bad-input` when there are too many on this connection. */
  readonly checkRoom: (connectionId: string) => void;
  readonly add: (work: DraftWork, list: Feeding | null) => void;
  /** Throws `not-found`. */
  readonly get: (id: string) => DraftWork;
  /** Throws `not-found`, or `bad-input` for a draft of a rule. */
  readonly list: (id: string) => Feeding;
  /** Newest first. */
  readonly of: (connectionId: string) => readonly DraftWork[];
  readonly remove: (id: string) => void;
  readonly all: () => readonly DraftWork[];
  /** Calls `look` at once and after changes, until it is removed or the signal aborts. */
  readonly follow: (
    id: string,
    look: (work: DraftWork) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
}

const mostOfConnection = 20;
/** So often a window hears of what changes, in milliseconds. */
const tellEveryMs = 200;

export function createDraftBook(): DraftBook {
  const entries = new Map<string, Entry>();
  const removals = createChanges();

  function entryOf(id: string): Entry {
    const entry = entries.get(id);
    if (entry) return entry;
    throw failure('not-found', 'Curfew has no such list or rule any more.', { hint: 'Begin it anew.' });
  }

  function of(connectionId: string): DraftWork[] {
    const works = [...entries.values()].map(({ work }) => work);
    const own = works.filter((work) => work.draft().connectionId === connectionId);
    return own.sort((a, b) => b.draft().createdAt - a.draft().createdAt);
  }

  return {
    of,
    checkRoom: (connectionId) => {
      if (of(connectionId).length < mostOfConnection) return;
      throw failure('bad-input', `There are ${mostOfConnection} lists and rules open on this connection.`, {
        hint: 'Discard one that is not needed any more.',
      });
    },
    add: (work, list) => void entries.set(work.draft().id, { work, list }),
    get: (id) => entryOf(id).work,
    list: (id) => {
      const { list } = entryOf(id);
      if (list) return list;
      throw failure('bad-input', 'This is a rule: it takes no list.');
    },
    remove: (id) => {
      entries.delete(id);
      removals.notify('urgent');
    },
    all: () => [...entries.values()].map(({ work }) => work),
    follow: async (id, look, signal) => {
      const { work } = entryOf(id);
      const changes = createChanges();
      const leave = work.onChange(() => changes.notify());
      // It may end in the middle of a pause between two looks.
      const removed = removals.follow(async () => (entries.has(id) ? undefined : enough), signal);
      void removed.then(
        () => changes.notify('urgent'),
        () => undefined,
      );
      try {
        await changes.follow(async () => (entries.has(id) ? look(work) : enough), signal, tellEveryMs);
      } finally {
        leave();
      }
    },
  };
}
