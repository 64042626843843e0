import { z } from 'zod';
import { appInfo, menuCommand, pageLoss, settings, settingsChange } from '../domain/app.ts';
import { evidenceItem, evidenceRequest } from '../domain/audit/evidence.ts';
import { auditExportRequest } from '../domain/audit/export.ts';
import {
  auditCountRequest,
  auditDay,
  auditDaysRequest,
  auditNeighboursRequest,
  auditPage,
  auditPageRequest,
  auditRetention,
  auditRetentionItem,
  auditRow,
  auditState,
  auditVerifyItem,
} from '../domain/audit/log.ts';
import {
  authority,
  connection,
  coreFacts,
  oauthPolicy,
  readAuthoritiesRequest,
  saveConnectionRequest,
  tenant,
  tryConnectionRequest,
} from '../domain/connection.ts';
import { forwardingReceiver, saveReceiverRequest, testReceiverRequest } from '../domain/forwarding.ts';
import { connectionId, onConnection, tenantId } from '../domain/ids.ts';
import { lockSetup, lockState, saveLockRequest, unlockRequest } from '../domain/lock.ts';
import {
  ambiguousNumbers,
  choiceProgress,
  chooseForAllRequest,
  chooseRequest,
  excludeItem,
  excludeRequest,
} from '../domain/planning/change-draft.ts';
import { byDraft, controlDraftRequest, draft, exportDraftRequest } from '../domain/planning/draft.ts';
import { draftViewItem, draftViewRequest, rowsPage, rowsRequest } from '../domain/planning/draft-rows.ts';
import { listCost, listCostRequest, listSample, sampleRequest } from '../domain/planning/list-format.ts';
import {
  finishUploadRequest,
  startFromGapsRequest,
  startListRequest,
  startRuleRequest,
  uploadChunkRequest,
} from '../domain/planning/start-draft.ts';
import { exportGapsRequest, gapsPage, gapsRequest } from '../domain/revocation/gap-rows.ts';
import { historyPage, historyRequest } from '../domain/revocation/history.ts';
import { planRequest, revocationPlan } from '../domain/revocation/plan.ts';
import { revocationReport, runItem } from '../domain/revocation/report.ts';
import {
  endRemainingRequest,
  endTokensRequest,
  endUnplannedRequest,
  runProgress,
  startRequest,
  watchRequest,
} from '../domain/revocation/run.ts';
import {
  exportTargetsRequest,
  targetsPage,
  targetsRequest,
  targetsViewItem,
  targetsViewRequest,
} from '../domain/revocation/targets.ts';
import { exportItem } from '../domain/rows.ts';
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
import { exposure, revocationSignals, saveSignalReceiverRequest, signalReceiver } from '../domain/signals.ts';
import { rolesRequest, tenantRoles, userRequest, usersPage, usersRequest, userView } from '../domain/user.ts';
import { command, query, stream } from './channel.ts';

const nothing = z.strictObject({});

const appChannels = {
  'app.info': query('read', nothing, appInfo),
  /** Paths of own files that could not be read at this start: set aside under these names, not lost. */
  'app.setAside': query('read', nothing, z.array(z.string())),
  /** Why this page was loaded again by itself; told once. */
  'app.takePageLoss': command('read', nothing, pageLoss.nullable()),
  'app.settings': query('read', nothing, settings),
  'app.saveSettings': command('admin', settingsChange, settings),
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
  /** Reads the certificates of a text, and refuses what cannot be an authority. Changes nothing. */
  'connections.readAuthorities': query('admin', readAuthoritiesRequest, z.array(authority)),
  'connections.save': command('admin', saveConnectionRequest, connection),
  /** Whether ending sessions also ends OAuth2 tokens, as far as the core tells whether there are any. */
  'connections.oauthPolicy': query('read', byConnectionId, oauthPolicy),
  'connections.remove': command('admin', byConnectionId, z.null()),
} as const;

const directoryChannels = {
  'directory.search': stream('read', searchRequest, searchItem),
  'directory.tenants': query('read', onConnection, z.array(tenant)),
  'directory.users': query('read', usersRequest, z.array(usersPage)),
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
  'planning.exclude': stream('read', excludeRequest, excludeItem),
  /** Makes a plan of what the draft selects, without what is excluded. Draft and plan have the same id. */
  'planning.freeze': query('read', byDraft, revocationPlan),
  'planning.export': stream('read', exportDraftRequest, exportItem),
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
  /** Of an ended one: ends the OAuth2 tokens of the sessions that are known to be gone. */
  'revocation.endOAuthTokens': command('write', endTokensRequest, runProgress),
  /** Of an ended one: queues its events for receivers that came later, and those that could not be queued. Ends nothing. */
  'revocation.sendSignals': command('read', byId, runProgress),
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
  /** Aborted, no file is left. */
  'revocation.export': stream('read', exportTargetsRequest, exportItem),
  'revocation.exportGaps': stream('read', exportGapsRequest, exportItem),
} as const;

/** The lock of this console. While it is locked, only `channelsWhileLocked` answer. */
const lockChannels = {
  /** The state, at once and after every change. */
  'lock.watch': stream('read', nothing, lockState),
  'lock.unlock': command('read', unlockRequest, z.null()),
  /** Answers when the operator has confirmed, in a dialog of the system. */
  'lock.unlockByTouchId': command('read', nothing, z.null()),
  'lock.lockNow': command('read', nothing, z.null()),
  'lock.settings': query('read', nothing, lockSetup),
  /** Sets the lock up, or changes it: that takes the present passphrase. */
  'lock.save': command('admin', saveLockRequest, lockSetup),
  'lock.turnOff': command('admin', unlockRequest, lockSetup),
} as const;

/** The audit log. It is written by main alone. */
const auditChannels = {
  /** Where the log ends and whether it can be written, at once and after changes, a few times a second at most. */
  'audit.watch': stream('read', nothing, auditState),
  'audit.page': query('read', auditPageRequest, auditPage),
  /** How many records there are, up to a limit. */
  'audit.count': query('read', auditCountRequest, z.strictObject({ count: z.int() })),
  /** A record between those before and after it, newest first. */
  'audit.neighbours': query('read', auditNeighboursRequest, z.array(auditRow)),
  /** Revocations of each day of which all records are in the log: older days are left out. */
  'audit.days': query('read', auditDaysRequest, z.array(auditDay)),
  'audit.retention': query('read', nothing, auditRetention),
  /** Exports, seals and removes what the settings do not keep, now. Aborted, nothing is removed. */
  'audit.applyRetention': stream('admin', nothing, auditRetentionItem),
  /** Writes records into a file that the operator chooses, and says so in the log. Aborted, no file is left. */
  'audit.export': stream('read', auditExportRequest, exportItem),
  /** Reads the whole log, and says which record is the first that does not fit. */
  'audit.verify': stream('read', nothing, auditVerifyItem),
} as const;

/** For auditors: what a revocation did, in a file that can be checked without this console. */
const evidenceChannels = {
  /** Aborted, no file is left. */
  'evidence.write': stream('read', evidenceRequest, evidenceItem),
} as const;

/** Records of the audit log that are sent to receivers outside. */
const forwardingChannels = {
  /** All receivers with the state of their queues: at once and after changes, a few times a second at most. */
  'forwarding.watch': stream('read', nothing, z.array(forwardingReceiver)),
  'forwarding.save': command('admin', saveReceiverRequest, forwardingReceiver),
  /** What waits for it is not sent any more. */
  'forwarding.remove': command('admin', z.strictObject({ id: z.uuid() }), z.null()),
  /** Sends a message that is no record, with settings that need not be saved. */
  'forwarding.test': command('admin', testReceiverRequest, z.null()),
  /** Does not wait for the next attempt. */
  'forwarding.retry': command('read', z.strictObject({ id: z.uuid() }), z.null()),
} as const;

/** Events of ended sessions, to receivers outside: Curfew as a transmitter of Shared Signals. */
const signalChannels = {
  /** The receivers of a connection with the state of their queues: at once and after changes, a few times a second at most. */
  'signals.watch': stream('read', onConnection, z.array(signalReceiver)),
  /** Sends a verification event when the receiver is new, or is reached or addressed in another way than before. */
  'signals.save': command('admin', saveSignalReceiverRequest, signalReceiver),
  /** What waits for it is not sent any more. */
  'signals.remove': command('admin', byId, z.null()),
  /** Does not wait for the next attempt, and sends what was refused again. */
  'signals.retry': command('read', byId, z.null()),
  /** Sends another verification event. */
  'signals.verify': command('read', byId, z.null()),
  /** What the receivers got of one revocation, and the exposure that is left: at once and after changes. */
  'signals.ofRevocation': stream('read', byId, revocationSignals),
  /** The exposure alone, for lists of revocations. */
  'signals.exposure': query('read', byId, exposure),
  /** Writes the public keys of this transmitter (JWKS) where the operator says. Null: nowhere. */
  'signals.exportKeys': command('admin', nothing, z.strictObject({ path: z.string() }).nullable()),
} as const;

/** Every channel. A channel that is not here cannot be called: server, bridge and fakes are made from this list. */
export const contract = {
  ...appChannels,
  ...connectionChannels,
  ...directoryChannels,
  ...planningChannels,
  ...revocationChannels,
  ...lockChannels,
  ...auditChannels,
  ...evidenceChannels,
  ...forwardingChannels,
  ...signalChannels,
} as const;

type Contract = typeof contract;
export type ChannelName = keyof Contract;

export type ChannelNameOf<Kind extends 'query' | 'command' | 'stream'> = {
  [C in ChannelName]: Contract[C]['kind'] extends Kind ? C : never;
}[ChannelName];

/** Every other channel answers `console-locked` while the console is locked. */
export const channelsWhileLocked: ReadonlySet<ChannelName> = new Set<ChannelName>([
  'lock.watch',
  'lock.unlock',
  'lock.unlockByTouchId',
]);

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
