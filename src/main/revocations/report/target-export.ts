import type { PlanScope, SelectedBy, TargetRow } from '../../../contract/domain/revocation.ts';
import { type ExportRow, toIsoTime } from '../../shared/export/export-row.ts';

export const exportColumns = [
  'handle',
  'state',
  'tenant',
  'user',
  'name',
  'email',
  'login_method',
  'third_party',
  'created',
  'revoked_at',
  'exposure_until',
  'new_session',
  'linked_account',
  'session_read',
  'ip',
  'user_agent',
  'selected_by',
  'line',
  'line_text',
  'rule',
  'undecided_for',
  'error_code',
  'error',
  'damaged',
] as const;

/** Targets as a file has them. */
export async function* toExportRows(
  rows: AsyncIterable<TargetRow>,
  scope: PlanScope,
): AsyncGenerator<ExportRow> {
  const rule = scope.type === 'rule' ? JSON.stringify(scope.rule) : null;
  for await (const row of rows) yield toExportRow(row, rule);
}

/** Times in UTC, ISO 8601. Of a damaged row only that it is damaged. */
function toExportRow(row: TargetRow, rule: string | null): ExportRow {
  if (row.damaged) return { handle: row.handle, damaged: 'yes' };
  return {
    handle: row.handle,
    state: row.state,
    tenant: row.tenantId,
    user: row.userId,
    name: row.name,
    email: row.email,
    login_method: row.loginMethod?.recipeId ?? null,
    third_party: row.loginMethod?.thirdPartyId ?? null,
    created: toIsoTime(row.createdAt),
    revoked_at: toIsoTime(row.endedAt),
    exposure_until: toIsoTime(row.exposureUntil),
    new_session: toYesOrNo(row.newSession),
    linked_account: toYesOrNo(row.linked),
    // Without that, an empty cell for network and device does not mean that the application recorded nothing.
    session_read: toYesOrNo(row.createdAt !== null),
    ip: row.ip,
    user_agent: row.userAgent,
    ...toSelectionCells(row.selectedBy, rule),
    error_code: row.error?.code ?? null,
    error: row.error?.message ?? null,
    damaged: 'no',
  };
}

function toSelectionCells(by: SelectedBy | null, rule: string | null): ExportRow {
  const isLine = by?.type === 'line';
  return {
    selected_by: by?.type ?? null,
    line: isLine ? by.number : null,
    line_text: isLine ? by.text : null,
    rule: by?.type === 'rule' || by?.type === 'undecided' ? rule : null,
    undecided_for: by?.type === 'undecided' ? by.undecidedFor.join(' ') : null,
  };
}

function toYesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}
