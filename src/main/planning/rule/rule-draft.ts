import { randomUUID } from 'node:crypto';
import type { DraftState } from '../../../contract/domain/planning/draft.ts';
import type { MatchRow } from '../../../contract/domain/planning/draft-rows.ts';
import type { Rule } from '../../../contract/domain/rule.ts';
import { failure } from '../../../contract/failure.ts';
import { toIsoTime, toYesOrNo } from '../../shared/export/write-export.ts';
import type { StoreReader } from '../../store/interface.ts';
import type { Documents, StoredMatch } from '../../store/records.ts';
import type { DraftPorts, OpenDraft, PreviewRows } from '../draft/draft.ts';
import { openDraft } from '../draft/open-draft.ts';
import { createStoredDraft, type StoredDraft } from '../draft/stored-draft.ts';
import { compileRule } from './compile-rule.ts';
import { createRuleBuilder } from './rule-builder.ts';
import { checkpoint, createScan, firstCheckpoint, scanPlanning } from './scan.ts';

interface StartRule {
  readonly connectionId: string;
  /** Null: all. */
  readonly tenants: readonly string[] | null;
  readonly rule: Rule;
}

/** Free space that has to be there at the start: how many sessions a rule selects is not known. */
export const expectedBytesOfRule = 64 * 1_024 ** 2;

/** Begins to scan. Rejects with `bad-input` that names what cannot be evaluated, before anything is read or stored. */
export async function startRuleDraft(ports: DraftPorts, request: StartRule): Promise<OpenDraft> {
  const { connectionId, tenants, rule } = request;
  compileRule(rule);
  // Throws when the connection is not open.
  ports.core(connectionId);
  const stored = await createStoredDraft(ports, {
    id: randomUUID(),
    source: {
      connectionId,
      address: ports.settings(connectionId).address,
      coreKeys: null,
      createdAt: ports.clock.now(),
      source: { type: 'rule', rule, tenants: tenants && [...new Set(tenants)] },
      size: null,
    },
    expectedBytes: expectedBytesOfRule,
    planning: scanPlanning.parse({ tenants: null }),
  });
  const draft = await openRuleDraft(ports, stored, {}, { state: 'paused', by: 'operator', error: null });
  await draft.control('resume');
  return draft;
}

/** A draft that an earlier run of the console left. Nothing is asked of a core before it is resumed. */
export function restoreRuleDraft(
  ports: DraftPorts,
  stored: StoredDraft,
  documents: Documents,
): Promise<OpenDraft> {
  return openRuleDraft(ports, stored, documents, { state: 'paused', by: 'restart', error: null });
}

/** `stateAtStart`: the state of a scan that did not reach its end. */
async function openRuleDraft(
  ports: DraftPorts,
  stored: StoredDraft,
  documents: Documents,
  stateAtStart: DraftState,
): Promise<OpenDraft> {
  const { source } = stored.source;
  if (source.type !== 'rule') throw failure('internal', { reason: 'not-a-rule' });
  const known = documents.checkpoint === undefined ? firstCheckpoint : checkpoint.parse(documents.checkpoint);
  // Only a part of the users was copied, and a scan of all users would select sessions that were not ordered.
  if (known.of === 'unread' && known.ended === null) throw wasNotCopied();
  const { tenants } =
    documents.planning === undefined ? { tenants: null } : scanPlanning.parse(documents.planning);
  const scan = createScan(stored, { checkpoint: known, tenants });
  const builder = createRuleBuilder({
    ports,
    stored,
    scan,
    rule: source,
    stateAtStart,
  });
  return openDraft(ports, stored, builder, createRuleRows(ports.store.read));
}

function wasNotCopied() {
  return failure('interrupted', { reason: 'retry-copy-interrupted', retryable: false });
}

const exportColumns = [
  'session',
  'tenant',
  'user',
  'name',
  'created',
  'expires',
  'ip',
  'user agent',
  'own',
  'excluded',
  'undecided for',
  'damaged',
] as const;

/** The matches of a rule, in the order in which they were found. */
function createRuleRows(read: Pick<StoreReader, 'matches' | 'undecidedRows'>): PreviewRows<StoredMatch> {
  return {
    of: 'matches',
    sorts: {
      handle: 'handle',
      name: 'name',
      tenantId: 'tenantId',
      createdAt: 'createdAt',
      expiry: 'expiry',
      ip: 'ip',
      userAgent: 'userAgent',
    },
    shown: ['excluded', 'own'],
    undecided: async (request) => {
      const rows = await read.undecidedRows(request);
      return rows.map(({ isTarget, ...row }) => toMatchRow({ ...row, excluded: !isTarget }));
    },
    read: (request) => read.matches(request),
    toPage: (total, rows) => ({ type: 'rule', total, rows: rows.map(toMatchRow) }),
    exportColumns,
    toExportRow,
  };
}

function toMatchRow(match: StoredMatch): MatchRow {
  const { handle, tenantId, ip, userAgent, own, excluded, undecidedFor, damaged } = match;
  return {
    row: match.id - 1,
    handle,
    tenantId,
    userId: match.userId ?? '',
    name: match.name ?? match.userId ?? '',
    createdAt: match.createdAt,
    expiry: match.expiry,
    ip,
    userAgent,
    own,
    excluded,
    undecidedFor: [...undecidedFor],
    damaged,
  };
}

function toExportRow(match: StoredMatch): Record<(typeof exportColumns)[number], string | null> {
  return {
    session: match.handle,
    tenant: match.tenantId,
    user: match.userId,
    name: match.name ?? match.userId,
    created: toIsoTime(match.createdAt),
    expires: toIsoTime(match.expiry),
    ip: match.ip,
    'user agent': match.userAgent,
    own: toYesOrNo(match.own),
    excluded: toYesOrNo(match.excluded),
    'undecided for': match.undecidedFor.join(' '),
    damaged: toYesOrNo(match.damaged),
  };
}
