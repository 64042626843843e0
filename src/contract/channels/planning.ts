import { z } from 'zod';
import { onConnection } from '../domain/ids.ts';
import {
  ambiguousNumbers,
  byDraft,
  choiceProgress,
  chooseForAllRequest,
  chooseRequest,
  controlDraftRequest,
  draft,
  draftViewItem,
  draftViewRequest,
  excludeRequest,
  exportDraftRequest,
  exported,
  finishUploadRequest,
  listCost,
  listCostRequest,
  listSample,
  rowsPage,
  rowsRequest,
  sampleRequest,
  startFromGapsRequest,
  startListRequest,
  startRuleRequest,
  uploadChunkRequest,
} from '../domain/planning.ts';
import { revocationPlan } from '../domain/revocation.ts';
import { command, query, stream } from './channel.ts';

/** From a list or a rule to a frozen plan. Nothing here ends anything. */
export const planningChannels = {
  /** Looks at the beginning of a list. */
  'planning.sample': query('read', sampleRequest, listSample),
  /** What it takes to look a list up, before it is looked up. */
  'planning.listCost': query('read', listCostRequest, listCost),
  /** A draft that waits for its list. */
  'planning.startList': command('read', startListRequest, draft),
  /** The next piece of the list; answers when main is ready for another one. */
  'planning.uploadChunk': command('read', uploadChunkRequest, z.null()),
  /** There is no more of the list, or it could not be read further. */
  'planning.finishUpload': command('read', finishUploadRequest, z.null()),
  'planning.startRule': command('read', startRuleRequest, draft),
  /** A draft of just what the plan of a revocation does not cover. */
  'planning.startFromGaps': command('read', startFromGapsRequest, draft),
  'planning.drafts': query('read', onConnection, z.array(draft)),
  /** The draft at once and after changes, a few times a second at most. */
  'planning.watch': stream('read', byDraft, draft),
  'planning.control': command('read', controlDraftRequest, draft),
  /** Finds and sorts rows of a preview, with progress, and keeps the result until the stream is left. */
  'planning.view': stream('read', draftViewRequest, draftViewItem),
  'planning.rows': query('read', rowsRequest, rowsPage),
  /** Which users an ambiguous line means. */
  'planning.choose': command('read', chooseRequest, draft),
  'planning.ambiguous': query('read', byDraft, ambiguousNumbers),
  /** The same choice on all ambiguous lines. Aborted, it leaves those that were changed until then as they are. */
  'planning.chooseForAll': stream('read', chooseForAllRequest, choiceProgress),
  'planning.exclude': command('read', excludeRequest, draft),
  /** Makes a plan of what the draft selects, without what is excluded. Draft and plan have the same id. */
  'planning.freeze': query('read', byDraft, revocationPlan),
  'planning.export': command('read', exportDraftRequest, exported),
  'planning.discard': command('read', byDraft, z.null()),
} as const;
