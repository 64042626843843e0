import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import type { HandlersOf } from '../../../contract/handlers.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import { createKeyCache } from '../../identity/tokens/key-cache.ts';
import { writeExport } from '../export/write-export.ts';
import type { FrozenPlan } from '../frozen-plan.ts';
import { createDraftBook } from './draft-book.ts';
import type { DraftWork } from './draft-work.ts';
import { exportName } from './export-name.ts';
import { freezeDraft } from './freeze-draft.ts';
import { guardFeeding } from './list/guard-feeding.ts';
import { startListDraft } from './list/list-draft.ts';
import { removeListFiles } from './list/list-files.ts';
import { readSample } from './list/sample.ts';
import { restoreRuleDrafts } from './rule/restore-rule-drafts.ts';
import { startRuleDraft } from './rule/rule-draft.ts';

interface PlanningPorts {
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  /** Throws a `Failure` when there is no such connection. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  readonly ownUserIds: () => readonly string[];
  /** Drafts are in its folder `drafts`. */
  readonly dataDirectory: string;
  readonly addPlan: (plan: FrozenPlan) => void;
  /** Asks the operator for a file; null: none was chosen. */
  readonly saveFile: (defaultName: string) => Promise<string | null>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Between two tries at a core that does not answer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Planning {
  readonly handlers: HandlersOf<'planning'>;
  /** Where files of drafts went that could not be read at this start. */
  readonly damagedFiles: () => Promise<readonly string[]>;
  /** A plan of a draft is run now: the draft has done its work, and goes. */
  readonly planStarted: (planId: string) => void;
  /** Stops all drafts. Those of rules can be taken up again at the next start. */
  readonly close: () => Promise<void>;
}

/** From lists and rules to frozen plans. Ends nothing. */
export async function createPlanning(ports: PlanningPorts): Promise<Planning> {
  const { core, dataDirectory, now = Date.now, settings } = ports;
  const isOwn = (userId: string): boolean => ports.ownUserIds().includes(userId);
  const draftPorts = { ...ports, isOwn, signingKeys: createKeyCache(now) };
  const book = createDraftBook();
  const draftOfPlan = new Map<string, string>();
  await removeListFiles(dataDirectory);
  // A million matches take a while to read: no window waits for that, but whoever asks for a draft does.
  const restoring = restoreRuleDrafts(draftPorts).then(({ drafts, damaged }) => {
    for (const work of drafts) book.add(work, null);
    return damaged;
  });
  restoring.catch(() => undefined);

  async function get(draftId: string): Promise<DraftWork> {
    await restoring;
    return book.get(draftId);
  }

  async function discard(draftId: string): Promise<void> {
    const work = await get(draftId);
    book.remove(draftId);
    await work.discard();
  }

  const handlers: HandlersOf<'planning'> = {
    'planning.sample': async ({ bytes, delimiter }) => readSample(bytes, delimiter),
    'planning.startList': async (request) => {
      book.checkRoom(request.connectionId);
      const list = await startListDraft(draftPorts, request);
      book.add(list, guardFeeding(list));
      return list.draft();
    },
    'planning.uploadChunk': async ({ draftId, bytes }, { signal }) => {
      await book.list(draftId).feed(bytes, signal);
      return null;
    },
    'planning.finishUpload': async ({ draftId, failed }) => {
      await book.list(draftId).fed(failed);
      return null;
    },
    'planning.startRule': async (request) => {
      book.checkRoom(request.connectionId);
      const work = await startRuleDraft(draftPorts, request);
      book.add(work, null);
      return work.draft();
    },
    'planning.drafts': async ({ connectionId }) => {
      await restoring;
      return book.of(connectionId).map((work) => work.draft());
    },
    'planning.watch': async ({ draftId }, { emit, signal }) => {
      await restoring;
      await book.follow(draftId, (work) => emit([work.draft()]), signal);
    },
    'planning.control': async ({ draftId, action }) => {
      const work = await get(draftId);
      await work.control(action);
      return work.draft();
    },
    'planning.rows': async ({ draftId, ...request }) => (await get(draftId)).rows(request),
    'planning.choose': async ({ draftId, row, userIds }, { signal }) => {
      const work = await get(draftId);
      await work.choose(row, userIds, signal);
      return work.draft();
    },
    'planning.exclude': async ({ draftId, what, excluded }) => {
      const work = await get(draftId);
      await work.keep(what, excluded);
      return work.draft();
    },
    'planning.freeze': async ({ draftId }, { signal }) => {
      const work = await get(draftId);
      const { connectionId } = work.draft();
      const plan = await freezeDraft(work, settings(connectionId), core(connectionId), now(), signal);
      ports.addPlan(plan);
      draftOfPlan.set(plan.plan.id, draftId);
      return plan.plan;
    },
    'planning.export': async ({ draftId, format }, { signal }) => {
      const work = await get(draftId);
      const path = await ports.saveFile(exportName(work.draft(), format));
      if (path === null) return null;
      return writeExport({ path, format, columns: work.exportColumns, rows: work.exportRows(), signal });
    },
    'planning.discard': async ({ draftId }) => {
      await discard(draftId);
      return null;
    },
  };

  return {
    handlers,
    damagedFiles: () => restoring,
    planStarted: (planId) => {
      const draftId = draftOfPlan.get(planId);
      draftOfPlan.delete(planId);
      // Gone already, or its file stays until the next start: the plan does not need it.
      if (draftId !== undefined) discard(draftId).catch(() => undefined);
    },
    close: async () => {
      await restoring.catch(() => undefined);
      await Promise.allSettled(book.all().map((work) => work.close()));
    },
  };
}
