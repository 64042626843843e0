import type { MatchRow, RowsPage, ShownRows } from '../../../../contract/domain/planning.ts';
import type { ExportRow } from '../draft-work.ts';
import { allRows, type RowFilter, type RowSpool, type SpooledRow } from '../row-spool.ts';
import { rowFlag } from './found.ts';
import type { ScanRow } from './scan-records.ts';

interface RowsRequest {
  readonly show: ShownRows;
  readonly offset: number;
  readonly limit: number;
}

/** A page of the matches. Verdicts of lines are none of a rule: nothing is shown under them. */
export async function matchesPage(
  spool: RowSpool<ScanRow>,
  { show, offset, limit }: RowsRequest,
): Promise<RowsPage> {
  const filter = filterOf(show);
  if (!filter) return { of: 'rule', total: 0, rows: [] };
  const rows = await spool.page(filter, offset, limit);
  return { of: 'rule', total: spool.count(filter), rows: rows.map(toMatchRow) };
}

export const exportColumns = [
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
] as const;

export async function* exportMatches(spool: RowSpool<ScanRow>): AsyncGenerator<ExportRow> {
  for await (const { row, flags } of spool.rows()) {
    const exported: Record<(typeof exportColumns)[number], string | null> = {
      session: row.handle,
      tenant: row.tenantId,
      user: row.userId,
      name: row.name,
      created: new Date(row.createdAt).toISOString(),
      expires: new Date(row.expiry).toISOString(),
      ip: row.ip,
      'user agent': row.userAgent,
      own: yesOrNo(flags, rowFlag.own),
      excluded: yesOrNo(flags, rowFlag.excluded),
    };
    yield exported;
  }
}

function filterOf(show: ShownRows): RowFilter | undefined {
  if (show === 'all') return allRows;
  if (show === 'excluded' || show === 'own') return { mask: rowFlag[show], value: rowFlag[show] };
  return undefined;
}

function toMatchRow({ index, row, flags }: SpooledRow<ScanRow>): MatchRow {
  const { identities: _, ...shown } = row;
  return {
    ...shown,
    row: index,
    own: (flags & rowFlag.own) !== 0,
    excluded: (flags & rowFlag.excluded) !== 0,
  };
}

function yesOrNo(flags: number, flag: number): string {
  return (flags & flag) === 0 ? 'no' : 'yes';
}
