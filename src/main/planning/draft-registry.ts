import { failure } from '../../contract/failure.ts';
import { createChanges, enough } from '../shared/changes.ts';
import type { OpenDraft } from './draft/draft.ts';
import type { ListUpload } from './list/list-upload.ts';

interface Entry {
  readonly draft: OpenDraft;
  /** Null: a rule, or a list of which everything was uploaded before a restart. */
  readonly upload: ListUpload | null;
}

/** The drafts of lists and rules, by id. */
interface DraftRegistry {
  /** Throws `bad-input` when there are too many on this connection. */
  readonly checkRoom: (connectionId: string) => void;
  readonly add: (draft: OpenDraft, upload: ListUpload | null) => void;
  readonly find: (id: string) => OpenDraft | undefined;
  /** Throws `not-found`. */
  readonly get: (id: string) => OpenDraft;
  /** Throws `not-found`, or `bad-input` for a draft that takes no list. */
  readonly upload: (id: string) => ListUpload;
  /** The newest first. */
  readonly of: (connectionId: string) => readonly OpenDraft[];
  readonly remove: (id: string) => void;
  readonly all: () => readonly OpenDraft[];
  /** Calls `look` at once and after changes, until the draft is removed or the signal aborts. */
  readonly follow: (
    id: string,
    look: (draft: OpenDraft) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
}

const mostOfConnection = 20;
/** Milliseconds between two snapshots that are sent to a window. */
const notifyEveryMs = 200;

export function createDraftRegistry(): DraftRegistry {
  const entries = new Map<string, Entry>();
  const removals = createChanges();

  function entryOf(id: string): Entry {
    const entry = entries.get(id);
    if (entry) return entry;
    throw failure('not-found', { reason: 'draft-unknown' });
  }

  function all(): OpenDraft[] {
    return [...entries.values()].map(({ draft }) => draft);
  }

  function of(connectionId: string): OpenDraft[] {
    const own = all().filter((draft) => draft.connectionId === connectionId);
    return own.sort((a, b) => b.snapshot().createdAt - a.snapshot().createdAt);
  }

  return {
    all,
    of,
    checkRoom: (connectionId) => {
      if (of(connectionId).length < mostOfConnection) return;
      throw failure('bad-input', { reason: 'too-many-drafts', params: { count: mostOfConnection } });
    },
    add: (draft, upload) => void entries.set(draft.id, { draft, upload }),
    find: (id) => entries.get(id)?.draft,
    get: (id) => entryOf(id).draft,
    upload: (id) => {
      const { upload } = entryOf(id);
      if (upload) return upload;
      throw failure('bad-input', { reason: 'draft-takes-no-list' });
    },
    remove: (id) => {
      entries.delete(id);
      removals.notify('urgent');
    },
    follow: async (id, look, signal) => {
      const { draft } = entryOf(id);
      const changes = createChanges();
      const leave = draft.onChange(() => changes.notify());
      // It can be removed in the middle of a pause between two looks.
      const removed = removals.follow(async () => (entries.has(id) ? undefined : enough), signal);
      void removed.then(
        () => changes.notify('urgent'),
        () => undefined,
      );
      try {
        await changes.follow(async () => (entries.has(id) ? look(draft) : enough), signal, notifyEveryMs);
      } finally {
        leave();
      }
    },
  };
}
