import { z } from 'zod';
import { appInfo, menuCommand, settings } from '../domain/app.ts';
import {
  connection,
  coreFacts,
  saveConnectionRequest,
  tenant,
  tryConnectionRequest,
} from '../domain/connection.ts';
import { gapsPage, gapsRequest } from '../domain/gap-rows.ts';
import { connectionId, onConnection, tenantId } from '../domain/ids.ts';
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
import {
  endRemainingRequest,
  endUnplannedRequest,
  exportTargetsRequest,
  historyPage,
  historyRequest,
  planRequest,
  revocationPlan,
  revocationReport,
  runItem,
  runProgress,
  startRequest,
  targetsPage,
  targetsRequest,
  targetsViewItem,
  targetsViewRequest,
  watchRequest,
} from '../domain/revocation.ts';
import { searchItem, searchRequest } from '../domain/search.ts';
import {
  readFirstRequest,
  sessionCount,
  sessionCountsRequest,
  sessionRequest,
  sessionView,
  userSessionsItem,
  userSessionsRequest,
} from '../domain/session.ts';
import {
  rolesRequest,
  tenantRoles,
  userRequest,
  usersPage,
  usersPageRequest,
  userView,
} from '../domain/user.ts';
import { command, query, stream } from './channel.ts';

const nothing = z.strictObject({});

const appChannels = {
  'app.info': query('read', nothing, appInfo),
  /** Paths of own files that could not be read at this start: set aside under these names, not lost. */
  'app.setAside': query('read', nothing, z.array(z.string())),
  'app.settings': query('read', nothing, settings),
  'app.saveSettings': command('admin', settings, settings),
  /** The renderer has no clipboard permission; main writes it. Read access: it changes nothing on a core. */
  'app.copyText': command('read', z.strictObject({ text: z.string().max(10_000_000) }), z.null()),
  'app.menuCommands': stream('read', nothing, menuCommand),
} as const;

const byConnectionId = z.strictObject({ id: connectionId });

const connectionChannels = {
  /** The whole list, at once and after every change. */
  'connections.watch': stream('read', z.strictObject({}), z.array(connection)),
  /** Answers when it is open; the error and the watched state say why it is not. */
  'connections.open': command('read', byConnectionId, coreFacts),
  'connections.close': command('read', byConnectionId, z.null()),
  /** The checks of opening, with settings that are not saved yet. */
  'connections.try': query('admin', tryConnectionRequest, coreFacts),
  'connections.save': command('admin', saveConnectionRequest, connection),
  'connections.remove': command('admin', byConnectionId, z.null()),
} as const;

const directoryChannels = {
  'directory.search': stream('read', searchRequest, searchItem),
  'directory.tenants': query('read', onConnection, z.array(tenant)),
  'directory.users': query('read', usersPageRequest, usersPage),
  /** `tenantId` null: over all tenants. */
  'directory.userCount': query(
    'read',
    z.strictObject({ connectionId, tenantId: tenantId.nullable() }),
    z.strictObject({ count: z.int() }),
  ),
  'directory.user': query('read', userRequest, userView),
  'directory.roles': query('read', rolesRequest, z.array(tenantRoles)),
  'directory.userSessions': stream('read', userSessionsRequest, userSessionsItem),
  /** Moves these handles to the front of a running `directory.userSessions`: the rows that are on screen. */
  'directory.readFirst': command('read', readFirstRequest, z.null()),
  /** How many sessions each of these users has. Users arrive one by one, in any order. */
  'directory.sessionCounts': stream('read', sessionCountsRequest, sessionCount),
  'directory.session': query('read', sessionRequest, sessionView),
} as const;

/** From a list or a rule to a frozen plan. Nothing here ends anything. */
const planningChannels = {
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

const byId = z.strictObject({ id: z.uuid() });
const byPlan = z.strictObject({ planId: z.uuid() });

/** A revocation has the id of its plan. It runs in main until it ends, whether or not a window looks. */
const revocationChannels = {
  /** Lists and freezes sessions that were chosen, or all of one user; ends nothing. */
  'revocation.plan': query('read', planRequest, revocationPlan),
  /** Begins to end the sessions of a plan, and answers at once. */
  'revocation.start': command('write', startRequest, runProgress),
  /** After the calls under way. */
  'revocation.pause': command('read', byId, z.null()),
  'revocation.stop': command('read', byId, z.null()),
  /** Ends the second scan alone, as a gap: what it found until then is ended. */
  'revocation.stopSecondScan': command('read', byId, z.null()),
  /** Continues where it is: paused, or interrupted by the end of the console. */
  'revocation.resume': command('write', byPlan, runProgress),
  /** Ends an interrupted one without sending anything more: reads again what was sent, and reports. */
  'revocation.abandon': command('read', byId, runProgress),
  /** Reads again what is not known to be gone. Ends nothing. */
  'revocation.verifyAgain': command('read', byId, runProgress),
  /** Ends what an ended one left over: what was never sent, failed, or is not known to be gone. */
  'revocation.endRemaining': command('write', endRemainingRequest, runProgress),
  /** Of an ended one: visits the users to whom its second scan did not come, and ends what is found. */
  'revocation.continueSecondScan': command('write', byPlan, runProgress),
  /** Ends new sessions, or those of accounts that were linked meanwhile: after the end, or by the watch that goes on. */
  'revocation.endUnplanned': command('write', endUnplannedRequest, runProgress),
  /** Looks for new sessions for a while after the end. */
  'revocation.watchFor': command('write', watchRequest, runProgress),
  /** One revocation: its progress, at once and after changes, then its report. Leaving changes nothing. */
  'revocation.watch': stream('read', byId, runItem),
  /** Everything that is not ended, of all connections: at once and after changes. */
  'revocation.open': stream('read', z.strictObject({}), z.array(runProgress)),
  /** Those of a connection that were started, a page at a time. */
  'revocation.history': query('read', historyRequest, historyPage),
  /** Removes an ended one from this computer; a note that it was there stays. */
  'revocation.remove': command('read', byId, z.null()),
  'revocation.report': query('read', byId, revocationReport),
  /** The same when all its rows were read from disk, which takes some seconds for each million. */
  'revocation.reportOfAllRows': query('read', byId, revocationReport),
  /** What the plan does not cover, one by one: lines of a list, users and sessions that a rule could not read. */
  'revocation.gaps': query('read', gapsRequest, gapsPage),
  /** Finds and sorts targets, with progress; leaving stops that. */
  'revocation.targetsView': stream('read', targetsViewRequest, targetsViewItem),
  'revocation.targets': query('read', targetsRequest, targetsPage),
  'revocation.export': command('read', exportTargetsRequest, exported),
} as const;

/** Every channel there is. What does not stand here cannot be called: server, bridge and fakes are made from it. */
export const contract = {
  ...appChannels,
  ...connectionChannels,
  ...directoryChannels,
  ...planningChannels,
  ...revocationChannels,
} as const;

type Contract = typeof contract;
export type ChannelName = keyof Contract;

export type ChannelNameOf<Kind extends 'query' | 'command' | 'stream'> = {
  [C in ChannelName]: Contract[C]['kind'] extends Kind ? C : never;
}[ChannelName];

/** What the caller sends. */
export type Input<C extends ChannelName> = z.input<Contract[C]['input']>;
/** What the handler gets, after parsing. */
export type ParsedInput<C extends ChannelName> = z.output<Contract[C]['input']>;
/** The answer; of a stream, one item. */
export type Output<C extends ChannelName> = z.output<Contract[C]['output']>;

export interface CallContext {
  /** Aborted when the caller does not want the answer any more, or its window is gone. */
  readonly signal: AbortSignal;
  /** Aborted when the page that made the call is gone, also after the call was answered. */
  readonly page: AbortSignal;
}

export interface StreamContext<Item> extends CallContext {
  /** Sends items in order; resolves when the caller keeps up. Rejects with an AbortError once aborted. */
  readonly emit: (items: readonly Item[]) => Promise<void>;
}

/** What main implements for one channel. Throws a `Failure`; the server makes a `Result` of it. */
type Handler<C extends ChannelName> =
  C extends ChannelNameOf<'stream'>
    ? (input: ParsedInput<C>, context: StreamContext<Output<C>>) => Promise<void>
    : (input: ParsedInput<C>, context: CallContext) => Promise<Output<C>>;

export type Handlers = { readonly [C in ChannelName]: Handler<C> };

/** The handlers of one area: `HandlersOf<'directory'>`. */
export type HandlersOf<Area extends string> = Pick<Handlers, Extract<ChannelName, `${Area}.${string}`>>;

/** Names and kinds alone. It is put into the preload at build time, which so does without the schemas. */
export function channelManifest(): Record<string, 'call' | 'stream'> {
  return Object.fromEntries(
    Object.entries(contract).map(([name, channel]) => [name, channel.kind === 'stream' ? 'stream' : 'call']),
  );
}
