import type { Store } from '../store/interface.ts';
import type { Documents } from '../store/records.ts';
import type { OpenDraft } from './draft.ts';
import { draftSource } from './draft-source.ts';
import { type DraftStorePorts, openStoredDraft, type StoredDraft } from './stored-draft.ts';

/** Makes a draft of what is stored of it. Nothing is asked of a core before it is resumed. */
export type RestoreDraft = (stored: StoredDraft, documents: Documents) => Promise<OpenDraft>;

const pageSize = 100;

/**
 * The drafts that an earlier run of the console left. Plans of selections that were not started are removed: their
 * sessions were listed long ago.
 */
export async function restoreDrafts(
  ports: DraftStorePorts,
  restore: { readonly list: RestoreDraft; readonly rule: RestoreDraft },
): Promise<readonly OpenDraft[]> {
  const { store } = ports;
  const drafts: OpenDraft[] = [];
  for (const { id, scopeType } of await readUnstarted(store)) {
    if (scopeType === 'handles' || scopeType === 'user') {
      await store.write.remove({ id }).catch(() => undefined);
      continue;
    }
    // A file that is damaged, or from a newer version, is shown among the revocations. The other drafts are usable.
    const draft = await restoreDraft(ports, id, restore[scopeType]).catch(() => null);
    if (draft) drafts.push(draft);
  }
  return drafts;
}

async function readUnstarted({ read }: Store) {
  const found = [];
  for (let offset = 0; ; offset += pageSize) {
    const { entries, total } = await read.catalogue({
      connectionId: null,
      states: ['draft', 'planned'],
      search: null,
      outcomes: null,
      from: null,
      to: null,
      sort: { column: 'createdAt', direction: 'ascending' },
      offset,
      limit: pageSize,
    });
    for (const entry of entries)
      if (entry.type === 'readable') found.push({ id: entry.id, scopeType: entry.summary.scope.type });
    if (offset + pageSize >= total) return found;
  }
}

async function restoreDraft(ports: DraftStorePorts, id: string, restore: RestoreDraft): Promise<OpenDraft> {
  const { read } = ports.store;
  const entry = await read.entry({ id });
  if (entry.type === 'unreadable') throw new Error('It was readable a moment ago.');
  const documents = await read.documents({ id, names: ['source', 'planning', 'checkpoint'] });
  const source = draftSource.parse(documents.source);
  const counts = await read.counts({ id });
  return restore(openStoredDraft(ports, { id, source, state: entry.state, counts }), documents);
}
