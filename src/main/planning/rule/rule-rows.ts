import type { MatchRow } from '../../../contract/domain/planning.ts';
import type { StoreReader } from '../../store/interface.ts';
import type { StoredMatch } from '../../store/records.ts';
import type { PreviewRows } from '../draft.ts';

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
export function createRuleRows(read: Pick<StoreReader, 'matches' | 'undecided'>): PreviewRows<StoredMatch> {
  return {
    of: 'matches',
    shown: ['excluded', 'own'],
    undecided: async (id, offset, limit) => {
      const rows = await read.undecided({ id, what: 'all', offset, limit });
      return rows.map(({ isTarget, ...row }) => toMatchRow({ ...row, excluded: !isTarget }));
    },
    read: (request) => read.matches(request),
    toPage: (total, rows) => ({ of: 'rule', total, rows: rows.map(toMatchRow) }),
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
    created: toIso(match.createdAt),
    expires: toIso(match.expiry),
    ip: match.ip,
    'user agent': match.userAgent,
    own: toYesOrNo(match.own),
    excluded: toYesOrNo(match.excluded),
    'undecided for': match.undecidedFor.join(' '),
    damaged: toYesOrNo(match.damaged),
  };
}

function toIso(time: number | null): string | null {
  // A damaged row can have any number.
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function toYesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}
