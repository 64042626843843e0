import { z } from 'zod';
import { appError } from '../errors.ts';
import { coverage } from './coverage.ts';
import { connectionId, epochMs, userId } from './ids.ts';
import { rule, ruleTenants } from './rule.ts';
import { lineKinds, lineResults, ruleFields } from './stored-names.ts';

/** Most lines and bytes of a list. */
export const mostLines = 20_000_000;
export const mostBytes = 4 * 1_024 ** 3;
/** Largest piece of a list that is handed over at once. */
export const largestPiece = 1_024 * 1_024;

/** Users of more chosen tenants are not counted before a scan: it would take a call for each tenant. */
export const mostCountedTenants = 100;

export const draftId = z.uuid();

const delimiter = z.enum([',', ';', '\t', '|']);

/** How the lines of a list are written. */
export const listFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({
    type: z.literal('csv'),
    delimiter,
    /** Whether the first record holds the names of the columns. */
    header: z.boolean(),
    /** Which column holds what is looked up, from 0. */
    column: z.int().min(0).max(9_999),
  }),
  /** One JSON value a line: a text, or an object with the text at `path` (dots go into objects). */
  z.strictObject({ type: z.literal('json-lines'), path: z.string().max(1_024) }),
]);
export type ListFormat = z.infer<typeof listFormat>;

const bytes = z.instanceof(Uint8Array).refine((piece) => piece.byteLength <= largestPiece);

/** What the beginning of a list looks like, for choosing format and column. */
export const listSample = z.strictObject({
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  /** What is suggested. */
  format: listFormat,
  /** Of a CSV or of JSON lines with objects: what can be chosen, with the first values. */
  columns: z.array(
    z.strictObject({
      key: z.string(),
      name: z.string(),
      examples: z.array(z.string()),
      suggested: z.boolean(),
    }),
  ),
});
export type ListSample = z.infer<typeof listSample>;

export const sampleRequest = z.strictObject({
  bytes,
  /** Null: guess. */
  delimiter: delimiter.nullable(),
});

export const listCostRequest = z.strictObject({
  connectionId,
  /** The beginning of the list. */
  bytes,
  format: listFormat,
  /** Bytes of the whole list. */
  size: z.int().min(0),
});

/**
 * What it takes to look a list up, as far as its beginning shows. Of a user, one call for each session comes on top. Lines
 * that are the same cost less.
 */
export const listCost = z.strictObject({
  lines: z.int(),
  /** Whether these are all lines of the list, counted. */
  isWhole: z.boolean(),
  /** Calls to the core: when nobody is found, and when everybody is found. */
  leastCalls: z.int(),
  mostCalls: z.int(),
  /** How long these calls take on a core with a database, in milliseconds. */
  leastMs: z.number(),
  mostMs: z.number(),
  /** Addresses, numbers and accounts elsewhere are looked for in each of so many tenants. */
  tenants: z.int(),
});
export type ListCost = z.infer<typeof listCost>;

export const startListRequest = z.strictObject({
  connectionId,
  /** Of the file, or of what it is: "pasted". Shown in plan and report. */
  name: z.string().trim().min(1).max(255),
  format: listFormat,
  /** Bytes that will come, for the progress bar. */
  size: z.int().min(0),
});

export const uploadChunkRequest = z.strictObject({ draftId, bytes });

/** With `failed`: it could not be read to its end, for instance because the file changed meanwhile; says why. */
/** `changed`: the file changed while it was read. `unsent`: a chunk did not reach main. Null: all of it was uploaded. */
export const finishUploadRequest = z.strictObject({
  draftId,
  failed: z.enum(['changed', 'unsent']).nullable(),
});

export const startRuleRequest = z.strictObject({
  connectionId,
  tenants: ruleTenants,
  /** `{ all: [] }`: everyone in these tenants. */
  rule,
});

/** A new draft of what the plan of a revocation does not cover, as far as looking it up again can change that. */
export const startFromGapsRequest = z.strictObject({ revocationId: z.uuid() });

export const lineKind = z.enum(lineKinds);

/** Why a line cannot be looked up. */
export const malformedCodes = [
  'line-too-long',
  /** `count`: columns of the line. */
  'column-missing',
  'column-empty',
  /** A quote begins in the line and has no end. The lines behind it are read as if it were not there. */
  'quote-not-closed',
  'not-json',
  /** There is no text at the path of the format. */
  'no-text',
  'empty-text',
  /** A character cannot be read in the encoding of the list. */
  'unreadable-character',
  'control-character',
  /** `count`: its characters. */
  'text-too-long',
  /** It has tabs: the list is a table. */
  'several-columns',
  'several-lines',
  'header-without-token',
  'neither-session-nor-user',
  /** It is never sent anywhere, so nobody can be found by it. */
  'refresh-token',
  'token-incomplete',
  /** Signed by another core. */
  'token-foreign',
  'token-without-session',
  /** The keys of the core could not be read. Tokens are not kept, so only the list again helps. */
  'token-not-verified',
] as const;
export type MalformedCode = (typeof malformedCodes)[number];

export const malformedReason = z.strictObject({
  code: z.enum(malformedCodes),
  count: z.int().nullable(),
});
export type MalformedReason = z.infer<typeof malformedReason>;

const candidate = z.strictObject({
  userId: z.string(),
  /** Address, number or id: what people know the user by. */
  name: z.string(),
  tenantIds: z.array(z.string()),
});
export type Candidate = z.infer<typeof candidate>;

/** What a line turned out to be. */
export const lineResult = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('session'),
    handle: z.string(),
    tenantId: z.string(),
    userId: z.string(),
    createdAt: epochMs,
  }),
  /** Everything of this user: all ids of all login methods. */
  z.strictObject({
    type: z.literal('user'),
    userId: z.string(),
    name: z.string(),
    /** Sessions that no line before it has brought in already. */
    sessions: z.int(),
  }),
  /** `row` of the one before that means the same session or user. */
  z.strictObject({ type: z.literal('duplicate'), row: z.int(), line: z.int() }),
  /** The core knows no session and no user by this. */
  z.strictObject({ type: z.literal('unknown') }),
  /** Several users: those of `chosen` are taken, none as long as it is empty. */
  z.strictObject({
    type: z.literal('ambiguous'),
    candidates: z.array(candidate),
    chosen: z.array(z.string()),
    sessions: z.int(),
  }),
  z.strictObject({ type: z.literal('malformed'), reason: malformedReason }),
  /** It could not be looked up; it can be tried again. */
  z.strictObject({ type: z.literal('unread'), error: appError }),
  /** It was not looked up yet. */
  z.strictObject({ type: z.literal('open') }),
  /** Its row on disk is damaged: nothing of it may be believed. */
  z.strictObject({ type: z.literal('damaged') }),
]);
export type LineResult = z.infer<typeof lineResult>;

const rowBase = {
  /** From 0, in the order of the preview. */
  row: z.int(),
  /** Taken out by the operator: its sessions stay. */
  excluded: z.boolean(),
};

/** A line of a list, as the preview shows it. */
export const listRow = z.strictObject({
  ...rowBase,
  /** In the file, from 1. */
  line: z.int(),
  /** What was read there. Of an access token: the handle of the session that it names. */
  text: z.string(),
  /** Null: it cannot be anything. */
  kind: lineKind.nullable(),
  result: lineResult,
});
export type ListRow = z.infer<typeof listRow>;

/** A session that a rule selects, or about which it is undecided. */
export const matchRow = z.strictObject({
  ...rowBase,
  /**
   * Conditions of the rule for which a fact was not recorded, so that it is undecided: it is not ended unless the operator
   * includes it. Empty: the rule selects it.
   */
  undecidedFor: z.array(z.enum(ruleFields)),
  handle: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  name: z.string(),
  /** Both times are null where the rule did not need the details of the session: `ip` and `userAgent` were not read either. */
  createdAt: epochMs.nullable(),
  expiry: epochMs.nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  own: z.boolean(),
  /** Its row on disk is damaged: nothing else of it may be believed. */
  damaged: z.boolean(),
});
export type MatchRow = z.infer<typeof matchRow>;

export const draftState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('reading') }),
  /** Everything was read: duplicates are removed, and rows are put in order. */
  z.strictObject({ state: z.literal('settling'), done: z.int(), of: z.int() }),
  /** `core`: it does not answer; `store`: nothing can be written; the error says why. `restart`: the console was ended meanwhile. */
  z.strictObject({
    state: z.literal('paused'),
    by: z.enum(['operator', 'core', 'store', 'restart']),
    error: appError.nullable(),
  }),
  /** Ended by the operator before the end: what was found until then can be used. */
  z.strictObject({ state: z.literal('stopped') }),
  z.strictObject({ state: z.literal('ready') }),
  z.strictObject({ state: z.literal('failed'), error: appError }),
]);
export type DraftState = z.infer<typeof draftState>;

const share = z.strictObject({ name: z.string(), count: z.int() });

/** What would be ended, in numbers, as far as it is known. */
export const draftTotals = z.strictObject({
  /** Rows of the preview: lines, or matches. */
  rows: z.int(),
  /** Sessions that are selected, excluded ones included. */
  sessions: z.int(),
  /** Whether these are distinct: in a list that is still being read, duplicates count. */
  distinct: z.boolean(),
  excluded: z.int(),
  /** Of the operator's own users, excluded or not. */
  own: z.int(),
  /** Sessions about which a rule is undecided, and that are not included; and those that the operator included. */
  undecided: z.int(),
  undecidedIncluded: z.int(),
  users: z.int(),
  /** The largest, sessions each; the rest is in `sessions`. */
  byTenant: z.array(share),
  tenants: z.int(),
  byUser: z.array(z.strictObject({ userId: z.string(), name: z.string(), count: z.int() })),
  /** Lines of a list by what they are; empty for a rule. */
  byKind: z.array(share),
  /** Lines of a list by what they turned out to be; all 0 for a rule. */
  byResult: z.strictObject({
    session: z.int(),
    user: z.int(),
    duplicate: z.int(),
    unknown: z.int(),
    ambiguous: z.int(),
    malformed: z.int(),
    unread: z.int(),
  }),
});
export type DraftTotals = z.infer<typeof draftTotals>;

export const draftProgress = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('list'),
    bytes: z.int(),
    size: z.int(),
    /** Lines that hold something, and how many of them were looked up. */
    lines: z.int(),
    resolved: z.int(),
    blank: z.int(),
  }),
  z.strictObject({
    type: z.literal('rule'),
    users: z.int(),
    /** As counted at the start; null when they were not counted. */
    usersInAll: z.int().nullable(),
    /** Why they were not counted: of so many tenants it would take too long, or the core did not answer. Null: counted, or not yet. */
    notCounted: z.enum(['many-tenants', 'failed']).nullable(),
    sessions: z.int(),
    matches: z.int(),
    /** Sessions for which the rule needs a fact that was not recorded: they do not match. Included ones are among them. */
    undecided: z.int(),
    /** Users or sessions that could not be read; they are not among the matches. */
    unread: z.int(),
  }),
]);
export type DraftProgress = z.infer<typeof draftProgress>;

/** A plan that is being built: what a list or a rule selects, before anything is frozen. Ends nothing. */
export const draft = z.strictObject({
  id: draftId,
  connectionId,
  createdAt: epochMs,
  source: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('list'),
      name: z.string(),
      format: listFormat,
      retryOf: z.uuid().optional(),
    }),
    /** `retryOf`: only the users that the rule of this revocation could not read. Of a list: only its lines without a result. */
    z.strictObject({ type: z.literal('rule'), rule, tenants: ruleTenants, retryOf: z.uuid().optional() }),
  ]),
  state: draftState,
  progress: draftProgress,
  totals: draftTotals,
  /** What it does not include as it is. Of ambiguous lines, all: whatever was chosen on them. */
  coverage,
  /** Per second, of what `progress` counts (lines, users); null before there is one. */
  rate: z.number().nullable(),
  remainingMs: z.number().nullable(),
});
export type Draft = z.infer<typeof draft>;

export const byDraft = z.strictObject({ draftId });

/** `retry`: looks up again what could not be read. */
export const controlAction = z.enum(['pause', 'resume', 'stop', 'retry']);
export type ControlAction = z.infer<typeof controlAction>;

export const controlDraftRequest = z.strictObject({ draftId, action: controlAction });

/**
 * Which rows: of one result (lists), excluded, the operator's own, or undecided (rules). Undecided rows have numbers of
 * their own, whether they are included or not; the others are those that are selected.
 */
export const shownRows = z.union([z.enum(['all', 'excluded', 'own', 'undecided']), z.enum(lineResults)]);
export type ShownRows = z.infer<typeof shownRows>;

/** The columns that rows can be sorted by: of a list, then of a rule. */
export const draftColumns = [
  'line',
  'text',
  'kind',
  'result',
  'handle',
  'name',
  'tenantId',
  'createdAt',
  'expiry',
  'ip',
  'userAgent',
] as const;
export type DraftColumn = (typeof draftColumns)[number];

/** Rows that are filtered, searched or sorted. */
export const draftViewRequest = z.strictObject({
  draftId,
  show: shownRows,
  /** Searched in every column; empty: no search. */
  search: z.string().max(200),
  sort: z
    .strictObject({ column: z.enum(draftColumns), direction: z.enum(['ascending', 'descending']) })
    .nullable(),
});
export type DraftViewRequest = z.infer<typeof draftViewRequest>;

/** The progress of a view. The view lives as long as its stream, and has the rows as of one moment. */
export const draftViewItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), done: z.int(), of: z.int() }),
  z.strictObject({ type: z.literal('ready'), view: z.string(), total: z.int() }),
]);

export const rowsRequest = z.strictObject({
  draftId,
  show: shownRows,
  /** Of `planning.view`, opened with the same `show`; null: the rows in their own order, as they are now. */
  view: z.string().nullable(),
  offset: z.int().min(0),
  limit: z.int().min(1).max(500),
});

export const rowsPage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('list'), total: z.int(), rows: z.array(listRow) }),
  z.strictObject({ type: z.literal('rule'), total: z.int(), rows: z.array(matchRow) }),
]);
export type RowsPage = z.infer<typeof rowsPage>;

export const chooseRequest = z.strictObject({
  draftId,
  row: z.int().min(0),
  userIds: z.array(userId).max(1_000),
});

/** What is chosen on all ambiguous lines. Lines that are the handle of a session, too, are chosen on one by one. */
export const choiceForAll = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('all') }),
  /** The candidates who are in this tenant, with all their sessions. Lines without such a candidate stay as they are. */
  z.strictObject({ type: z.literal('tenant'), tenantId: z.string() }),
  z.strictObject({ type: z.literal('none') }),
]);
export type ChoiceForAll = z.infer<typeof choiceForAll>;

export const chooseForAllRequest = z.strictObject({ draftId, choice: choiceForAll });

/** How many lines each choice changes: `all` changes `lines`, `none` changes `chosen`. */
export const ambiguousNumbers = z.strictObject({
  lines: z.int(),
  /** Of these: lines with a choice, which another one replaces. */
  chosen: z.int(),
  /** Lines that are the handle of a session, too: not among `lines`. */
  oneByOne: z.int(),
  /** Of all these lines; who is on several lines counts on each. */
  candidates: z.int(),
  /** Lines with a candidate in this tenant, most lines first; the largest, and how many tenants there are. */
  tenants: z.array(z.strictObject({ tenantId: z.string(), lines: z.int() })),
  tenantsInAll: z.int(),
});
export type AmbiguousNumbers = z.infer<typeof ambiguousNumbers>;

/** Ambiguous lines that are through, those that were changed, and those that stay because a candidate cannot be read. */
export const choiceProgress = z.strictObject({
  done: z.int(),
  of: z.int(),
  changed: z.int(),
  failed: z.int(),
});
export type ChoiceProgress = z.infer<typeof choiceProgress>;

const someRows = z.array(z.int().min(0)).min(1).max(10_000);

/** Sessions about which a rule is undecided: all, those of a user, or these rows. */
const undecidedRows = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('undecided') }),
  z.strictObject({ type: z.literal('undecided-of-user'), userId }),
  z.strictObject({ type: z.literal('undecided-rows'), rows: someRows }),
]);

/**
 * What is excluded from the plan, or included again: all sessions of the operator's own users, rows of the preview, or sessions
 * about which a rule is undecided, which are out at first.
 */
export const selectedRows = z.union([z.literal('own'), someRows, undecidedRows]);
export type SelectedRows = z.infer<typeof selectedRows>;

export const excludeRequest = z.strictObject({ draftId, rows: selectedRows, excluded: z.boolean() });

export const exportFormat = z.enum(['csv', 'json-lines']);
export type ExportFormat = z.infer<typeof exportFormat>;

export const exportDraftRequest = z.strictObject({ draftId, format: exportFormat });

/** Null: the operator chose no file. `headPath`: of the file beside it that says what the rows are of, where there is one. */
export const exported = z
  .strictObject({ path: z.string(), rows: z.int(), bytes: z.int(), headPath: z.string().optional() })
  .nullable();
export type Exported = z.infer<typeof exported>;
