import type { Handlers, HandlersOf } from '../../contract/channels/contract.ts';
import type { ChoiceProgress } from '../../contract/domain/planning/change-draft.ts';
import type { Draft } from '../../contract/domain/planning/draft.ts';
import type { Exported, ExportFormat } from '../../contract/domain/rows.ts';
import { failure } from '../../contract/failure.ts';
import { createKeyCache } from '../identity/access-token.ts';
import { createProgressReporter, untilLeft } from '../shared/changes.ts';
import { systemClock } from '../shared/clock.ts';
import { writeExport } from '../shared/export/write-export.ts';
import { defaultBackoff } from '../shared/retry/core-health.ts';
import type { LongCall, OperationProgress } from '../store/long-call.ts';
import { type PlanDocument, planDocument } from '../store/plan-document.ts';
import type { DraftPorts, OpenDraft } from './draft/draft.ts';
import { createDraftRegistry, restoreDrafts } from './drafts.ts';
import { restoreListDraft, startListDraft } from './list/list-draft.ts';
import { estimateListCost, readSample } from './list/parse/sample.ts';
import { restoreRuleDraft, startRuleDraft } from './rule/rule-draft.ts';
import { planSelection } from './selection/plan-selection.ts';
import { createSelectionPlans, noSuchPlan } from './selection/selection-plans.ts';
import { startFromGaps } from './start-from-gaps.ts';

type PlanningPorts = Omit<DraftPorts, 'clock' | 'backoff'> &
  Partial<Pick<DraftPorts, 'clock' | 'backoff'>> & {
    /** Asks the operator for a file; null: none was chosen. */
    readonly saveFile: (defaultName: string) => Promise<string | null>;
  };

/** Plans that wait for their start, as those see them who carry them out. */
interface PlanSource {
  /** Undefined: there is no such plan, or not any more. */
  readonly connectionOfPlan: (planId: string) => string | undefined;
  /** Rejects with `not-found`. */
  readonly plan: (planId: string) => Promise<PlanDocument>;
  /**
   * Hands a plan over to be run: when this resolves it is in the store in state `planned`, and nothing here changes it any
   * more. Rejects with `not-found`, with `bad-input` when it was handed over before or was changed after it was frozen, or
   * with the `Failure` of the store.
   */
  readonly takePlan: (planId: string) => Promise<void>;
  /** It was not started: it can be changed, and taken again. */
  readonly giveBackPlan: (planId: string) => void;
  /** It is being run: there is no draft of it any more. */
  readonly planStarted: (planId: string) => void;
}

export interface Planning extends PlanSource {
  readonly handlers: HandlersOf<'planning'> & Pick<Handlers, 'revocation.plan'>;
  /** Discards all drafts of a connection, except what is being run. Gives the ids of those that were. */
  readonly discardAllOf: (connectionId: string) => Promise<readonly string[]>;
  /** Stops all drafts. They can be resumed after the next start. */
  readonly close: () => Promise<void>;
}

const progressEveryMs = 200;

/** From selections, lists and rules to frozen plans. Ends nothing. */
export function createPlanning(given: PlanningPorts): Planning {
  const ports: DraftPorts = { clock: systemClock, backoff: defaultBackoff, ...given };
  const { clock, core, settings, store } = ports;
  const listPorts = { ...ports, signingKeys: createKeyCache(clock.now) };
  const registry = createDraftRegistry();
  // Windows open before this ends. Only calls about drafts wait for it.
  const restoring = restoreDrafts(ports, {
    list: (stored, documents) => restoreListDraft(listPorts, stored, documents),
    rule: (stored, documents) => restoreRuleDraft(ports, stored, documents),
  }).then((drafts) => {
    for (const draft of drafts) registry.add(draft, null);
  });
  restoring.catch(() => undefined);
  const selections = createSelectionPlans(store, restoring);

  async function get(draftId: string): Promise<OpenDraft> {
    await restoring;
    return registry.get(draftId);
  }

  const handlers: Planning['handlers'] = {
    'revocation.plan': async ({ connectionId, selection }, { signal }) => {
      const plan = await planSelection(
        core(connectionId),
        {
          connectionId,
          selection,
          settings: settings(connectionId),
          keys: ports.recordedKeys(),
          ownUserIds: ports.ownUserIds(),
          now: clock.now(),
        },
        signal,
      );
      selections.add(plan);
      return plan.document.plan;
    },
    'planning.sample': async ({ bytes, delimiter }) => readSample(bytes, delimiter),
    'planning.listCost': async ({ connectionId, ...beginning }, { signal }) => {
      const tenants = await core(connectionId).tenants(signal);
      return estimateListCost(beginning, tenants.length);
    },
    'planning.startList': async (request) => {
      await restoring;
      registry.checkRoom(request.connectionId);
      const { names, ...list } = request;
      const { draft, upload } = await startListDraft(listPorts, names ? { ...list, names } : list);
      registry.add(draft, upload);
      return draft.snapshot();
    },
    'planning.uploadChunk': async ({ draftId, bytes }, { page }) => {
      await registry.upload(draftId).add(bytes, page);
      return null;
    },
    'planning.finishUpload': async ({ draftId, failed }) => {
      await registry.upload(draftId).finish(failed);
      return null;
    },
    'planning.startRule': async (request) => {
      await restoring;
      registry.checkRoom(request.connectionId);
      const draft = await startRuleDraft(ports, request);
      registry.add(draft, null);
      return draft.snapshot();
    },
    'planning.startFromGaps': async ({ revocationId }, { signal }) => {
      await restoring;
      const draft = await startFromGaps(listPorts, revocationId, registry.checkRoom, signal);
      registry.add(draft, null);
      return draft.snapshot();
    },
    'planning.drafts': async ({ connectionId }) => {
      await restoring;
      return registry.of(connectionId).map((draft) => draft.snapshot());
    },
    'planning.watch': async ({ draftId }, { emit, signal }) => {
      await restoring;
      await registry.follow(draftId, (draft) => emit([draft.snapshot()]), signal);
    },
    'planning.control': async ({ draftId, action }) => {
      const draft = await get(draftId);
      await draft.control(action);
      return draft.snapshot();
    },
    'planning.view': async ({ draftId, ...request }, { emit, signal }) => {
      const draft = await get(draftId);
      const onProgress = createProgressReporter(
        ({ done, of }: OperationProgress) => emit([{ type: 'progress', done, of }]),
        { everyMs: progressEveryMs, elapsed: clock.elapsed },
      );
      const { view, total, close } = await draft.openView(request, { signal, onProgress });
      try {
        await emit([{ type: 'ready', view, total }]);
        await untilLeft(signal);
      } finally {
        await close();
      }
    },
    'planning.rows': async ({ draftId, ...request }) => (await get(draftId)).rows(request),
    'planning.choose': async ({ draftId, row, userIds }, { signal }) => {
      const draft = await get(draftId);
      await draft.choose(row, userIds, signal);
      return draft.snapshot();
    },
    'planning.ambiguous': async ({ draftId }, { signal }) => (await get(draftId)).ambiguous(signal),
    'planning.chooseForAll': async ({ draftId, choice }, { emit, signal }) => {
      const draft = await get(draftId);
      let last: ChoiceProgress | undefined;
      const report = createProgressReporter((progress: ChoiceProgress) => emit([progress]), {
        everyMs: progressEveryMs,
        elapsed: clock.elapsed,
      });
      const onProgress = (progress: ChoiceProgress): void => {
        last = progress;
        report(progress);
      };
      await draft.chooseForAll(choice, { signal, onProgress });
      if (last) await emit([last]);
    },
    'planning.exclude': async ({ draftId, rows, excluded }, { emit, signal }) => {
      const draft = await get(draftId);
      const onProgress = createProgressReporter(
        ({ done, of }: OperationProgress) => emit([{ type: 'progress', done, of }]),
        { everyMs: progressEveryMs, elapsed: clock.elapsed },
      );
      await draft.exclude(rows, excluded, { signal, onProgress });
      await emit([{ type: 'done', draft: draft.snapshot() }]);
    },
    'planning.freeze': async ({ draftId }, { signal }) => (await get(draftId)).freeze(signal),
    'planning.export': async ({ draftId, format }, { emit, signal }) => {
      const draft = await get(draftId);
      const onProgress = createProgressReporter(
        ({ done, of }: OperationProgress) => emit([{ type: 'progress', step: 'writing', done, of }]),
        { everyMs: progressEveryMs, elapsed: clock.elapsed },
      );
      const exported = await exportDraft(draft, format, given.saveFile, { signal, onProgress });
      await emit([{ type: 'done', exported }]);
    },
    'planning.discard': async ({ draftId }) => {
      await discard(await get(draftId));
      return null;
    },
  };

  async function discard(draft: OpenDraft): Promise<void> {
    draft.checkNotStarted();
    registry.remove(draft.id);
    await draft.discard();
  }

  async function frozenPlan(planId: string): Promise<PlanDocument> {
    const { plan } = await store.read.documents({ id: planId, names: ['plan'] });
    if (plan === undefined) throw failure('bad-input', { reason: 'draft-not-frozen' });
    return planDocument.parse(plan);
  }

  return {
    handlers,
    discardAllOf: async (connectionId) => {
      const discarded: string[] = [];
      await restoring.catch(() => undefined);
      for (const draft of registry.of(connectionId))
        await discard(draft).then(
          () => discarded.push(draft.id),
          () => undefined,
        );
      return discarded;
    },
    connectionOfPlan: (planId) =>
      selections.get(planId)?.document.plan.connectionId ?? registry.find(planId)?.connectionId,
    plan: async (planId) => {
      await restoring;
      const selection = selections.get(planId);
      if (selection) return selection.document;
      if (!registry.find(planId)) throw noSuchPlan();
      return frozenPlan(planId);
    },
    takePlan: async (planId) => {
      await restoring;
      const draft = registry.find(planId);
      await (draft ? draft.handOver() : selections.take(planId));
    },
    giveBackPlan: (planId) => {
      selections.giveBack(planId);
      registry.find(planId)?.takeBack();
    },
    planStarted: (planId) => {
      selections.remove(planId);
      const draft = registry.find(planId);
      registry.remove(planId);
      void draft?.close();
    },
    close: async () => {
      await restoring.catch(() => undefined);
      await Promise.all(registry.all().map((draft) => draft.close()));
    },
  };
}

const endings: Readonly<Record<ExportFormat, string>> = { csv: 'csv', 'json-lines': 'jsonl' };

/** Writes the preview of a draft where the operator says. Null: no file was chosen. */
async function exportDraft(
  draft: OpenDraft,
  format: ExportFormat,
  saveFile: (defaultName: string) => Promise<string | null>,
  { signal, onProgress }: Required<LongCall>,
): Promise<Exported> {
  const path = await saveFile(exportName(draft.snapshot(), format));
  if (path === null) return null;
  return writeExport({
    path,
    format,
    columns: draft.exportColumns,
    rows: draft.exportRows(onProgress),
    signal,
  });
}

function exportName({ source }: Draft, format: ExportFormat): string {
  const of = source.type === 'list' ? source.name.replace(/\.[^.]{1,5}$/, '') : 'rule';
  // Characters that every file system takes.
  const plain = of.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '');
  return `preview-${plain.slice(0, 60) || 'list'}.${endings[format]}`;
}
