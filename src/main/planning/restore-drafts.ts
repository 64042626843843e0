import type { AppError } from '../../contract/errors.ts';
import { Failure, failure } from '../../contract/failure.ts';
import type { CatalogueEntry, Store } from '../store/interface.ts';
import type { Documents, StoredState } from '../store/records.ts';
import type { OpenDraft } from './draft.ts';
import { draftSource } from './draft-source.ts';
import { type DraftStorePorts, openStoredDraft, type StoredDraft } from './stored-draft.ts';
import { createUnreadableDraft } from './unreadable-draft.ts';

/** Makes a draft of what is stored of it. Nothing is asked of a core before it is resumed. */
export type RestoreDraft = (stored: StoredDraft, documents: Documents) => Promise<OpenDraft>;

const pageSize = 100;

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
    const { type } = summary.scope;
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

  for (const entry of await readUnstarted(store)) {
    const draft = await restoreOne(entry).catch(() => null);
    if (draft) drafts.push(draft);
  }
  return drafts;
}

async function readUnstarted({ read }: Store): Promise<CatalogueEntry[]> {
  const found: CatalogueEntry[] = [];
  for (;;) {
    const { entries, total } = await read.catalogue({
      connectionId: null,
      exceptConnections: [],
      states: ['draft', 'planned'],
      search: null,
      outcomes: null,
      from: null,
      to: null,
      sort: { column: 'createdAt', direction: 'ascending' },
      offset: found.length,
      limit: pageSize,
    });
    found.push(...entries);
    if (entries.length === 0 || found.length >= total) return found;
  }
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
  return failure('store-damaged', 'The file of this draft is damaged.', {
    hint: 'Discard it, and begin again.',
  }).error;
}
