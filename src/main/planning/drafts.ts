import { fullCoverage } from '../../contract/domain/coverage.ts';
import type { Draft } from '../../contract/domain/planning/draft.ts';
import { lineResults } from '../../contract/domain/stored-names.ts';
import type { AppError } from '../../contract/errors.ts';
import { Failure, failure } from '../../contract/failure.ts';
import { createChanges, enough } from '../shared/changes.ts';
import { eachEntry } from '../store/each-entry.ts';
import type { CatalogueEntry, Store } from '../store/interface.ts';
import type { Documents, RevocationSummary, StoredState } from '../store/records.ts';
import type { OpenDraft } from './draft/draft.ts';
import {
  type DraftStorePorts,
  draftSource,
  openStoredDraft,
  type StoredDraft,
} from './draft/stored-draft.ts';
import type { ListUpload } from './list/list-upload.ts';

/** Makes a draft of what is stored of it. Nothing is asked of a core before it is resumed. */
type RestoreDraft = (stored: StoredDraft, documents: Documents) => Promise<OpenDraft>;

/**
 * The drafts that an earlier run of the console left. Plans of selections that were not started are removed: their
 * sessions were listed long ago. A file that cannot be read is a draft that has failed; the others are usable.
 */
export async function restoreDrafts(
  ports: DraftStorePorts,
  restore: { readonly list: RestoreDraft; readonly rule: RestoreDraft },
): Promise<readonly OpenDraft[]> {
  const { store } = ports;
  const drafts: OpenDraft[] = [];

  async function restoreOne(entry: CatalogueEntry): Promise<OpenDraft | null> {
    const { id, summary } = entry;
    // Nothing is known of it: it is shown among the revocations.
    if (!summary) return null;
    if (entry.type === 'unreadable') return createUnreadableDraft(store, { ...entry, summary });
    const { type } = summary.source;
    if (type === 'handles' || type === 'user') {
      await store.write.remove({ id });
      return null;
    }
    try {
      return await restore[type](...(await openStored(ports, id, entry.state)));
    } catch (thrown) {
      return createUnreadableDraft(store, { id, summary, error: toStoreError(thrown) });
    }
  }

  const entries: CatalogueEntry[] = [];
  for await (const entry of eachEntry(store, 'draft', 'planned')) entries.push(entry);
  for (const entry of entries) {
    const draft = await restoreOne(entry).catch(() => null);
    if (draft) drafts.push(draft);
  }
  return drafts;
}

async function openStored(
  ports: DraftStorePorts,
  id: string,
  state: StoredState,
): Promise<Parameters<RestoreDraft>> {
  const { read } = ports.store;
  const documents = await read.documents({ id, names: ['source', 'planning', 'checkpoint'] });
  const source = draftSource.parse(documents.source);
  const counts = await read.counts({ id });
  return [openStoredDraft(ports, { id, source, state, counts }), documents];
}

/** Documents that are not what they must be are damage too. */
function toStoreError(thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error;
  return failure('store-damaged', { reason: 'draft-damaged' }).error;
}

/** A draft whose file cannot be read: it is shown as failed, with what the catalogue knows, and can only be discarded. */
function createUnreadableDraft(
  store: Pick<Store, 'write'>,
  {
    id,
    summary,
    error,
  }: { readonly id: string; readonly summary: RevocationSummary; readonly error: AppError },
): OpenDraft | null {
  const source = sourceOf(summary);
  if (!source) return null;
  const refuse = () => Promise.reject(new Failure(error));
  const draft: Draft = {
    id,
    connectionId: summary.connectionId,
    createdAt: summary.createdAt,
    source,
    state: { state: 'failed', error },
    progress: noProgress(source.type),
    totals: noTotals,
    // Its state says why it can only be discarded. What it does not cover is not known.
    coverage: fullCoverage,
    hasSecondScan: false,
    rate: null,
    remainingMs: null,
  };
  return {
    id,
    connectionId: summary.connectionId,
    snapshot: () => draft,
    onChange: () => () => undefined,
    control: refuse,
    rows: refuse,
    openView: refuse,
    exclude: refuse,
    choose: refuse,
    ambiguous: refuse,
    chooseForAll: refuse,
    freeze: refuse,
    exportColumns: [],
    exportRows: () => {
      throw new Failure(error);
    },
    handOver: refuse,
    takeBack: () => undefined,
    checkNotStarted: () => undefined,
    close: async () => undefined,
    discard: () => store.write.remove({ id }),
  };
}

function sourceOf({ source }: RevocationSummary): Draft['source'] | null {
  // How its lines were written is not known any more.
  if (source.type === 'list') return { ...source, format: { type: 'text' } };
  return source.type === 'rule' ? source : null;
}

function noProgress(type: Draft['source']['type']): Draft['progress'] {
  if (type === 'list') return { type: 'list', bytes: 0, size: 0, lines: 0, resolved: 0, blank: 0 };
  return {
    type: 'rule',
    users: 0,
    usersInAll: null,
    notCounted: null,
    sessions: 0,
    matches: 0,
    undecided: 0,
    unread: 0,
  };
}

const noTotals: Draft['totals'] = {
  ...{ rows: 0, sessions: 0, distinct: false, excluded: 0, own: 0, users: 0 },
  ...{ undecided: 0, undecidedIncluded: 0, excludedBefore: { sessions: 0, users: 0 } },
  ...{ byTenant: [], tenants: 0, byUser: [], byKind: [] },
  byResult: Object.fromEntries(lineResults.map((result) => [result, 0])) as Draft['totals']['byResult'],
};

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
