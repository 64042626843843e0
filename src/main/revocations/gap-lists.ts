import { gapsOf } from '../../contract/domain/coverage.ts';
import type { GapRow, GapsPage, GapsRequest, LineGap } from '../../contract/domain/revocation/gap-rows.ts';
import type { Store } from '../store/interface.ts';
import type { OperationProgress } from '../store/long-call.ts';
import type { StoredLine, StoredUndecided, UnreadRow } from '../store/records.ts';
import { createLineView, type LineView, reasonFromText } from '../store/source-lines.ts';
import { coverageOf } from './report/report.ts';
import type { StoredRevocations } from './stored-revocations.ts';

/** What plan and second scan of a revocation do not cover, in pages. */
export type GapLists = (request: GapsRequest) => Promise<GapsPage>;

export function createGapLists({ read }: Store, stored: StoredRevocations): GapLists {
  /** Of the list that was looked at last: each view is a file. */
  let latest: { readonly id: string; readonly lines: LineView } | undefined;

  function linesOf(id: string): LineView {
    if (latest?.id === id) return latest.lines;
    latest?.lines.close();
    latest = { id, lines: createLineView(read, id, 'not-covered') };
    return latest.lines;
  }

  return async ({ id, offset, limit }) => {
    const { counts, facts, isWatching, plan: document } = await stored.load(id);
    const { plan } = document;
    if (gapsOf(coverageOf(plan.coverage, facts, counts, isWatching)).length === 0)
      return { total: 0, rows: [] };
    switch (plan.source.type) {
      case 'list': {
        const { total, lines } = await linesOf(id).page(offset, limit);
        return { total, rows: lines.map(toLineRow) };
      }
      case 'rule': {
        const { undecided, unreadSessions, unreadUsers } = counts;
        const unread = unreadUsers + unreadSessions;
        const rows = (await read.unreadPage({ id, offset, limit })).map(toUnreadRow);
        const more = limit - rows.length;
        const behind = { offset: Math.max(0, offset - unread), limit: more };
        const sessions = more > 0 ? await read.undecided({ id, which: 'not-included', ...behind }) : [];
        return { total: unread + undecided, rows: [...rows, ...sessions.map(toUndecidedRow)] };
      }
      case 'handles':
      case 'user':
        return { total: 0, rows: [] };
    }
  };
}

const gapsPageSize = 500;

/** All of them, one by one. Rejects when it was stopped. */
export async function* eachGap(
  gaps: GapLists,
  id: string,
  signal?: AbortSignal,
  onProgress?: (progress: OperationProgress) => void,
): AsyncGenerator<GapRow> {
  for (let offset = 0; ; offset += gapsPageSize) {
    signal?.throwIfAborted();
    const { rows, total } = await gaps({ id, offset, limit: gapsPageSize });
    onProgress?.({ done: Math.min(offset, total), of: total });
    yield* rows;
    if (rows.length < gapsPageSize) return;
  }
}

function toLineRow(line: StoredLine): GapRow {
  const why = line.damaged ? null : lineGapOf(line);
  return why === null ? { type: 'damaged' } : { type: 'line', line: line.number, text: line.text, why };
}

/** Null: a line without what it must have, which the store never wrote. */
function lineGapOf({ candidates, error, reason, result }: StoredLine): LineGap | null {
  switch (result) {
    case 'ambiguous':
      return { type: 'ambiguous-lines', users: candidates.length };
    case 'unknown':
      return { type: 'unknown-lines' };
    case 'malformed':
      return { type: 'malformed-lines', reason: reasonFromText(reason ?? '') };
    case 'unread':
      return error && { type: 'unread-lines', error };
    case 'open':
      return { type: 'lines-not-looked-up' };
    case 'duplicate':
    case 'session':
    case 'user':
      return null;
  }
}

function toUndecidedRow({ damaged, handle, ip, name, undecidedFor, userId }: StoredUndecided): GapRow {
  if (damaged) return { type: 'damaged' };
  return { type: 'undecided', userId, name, handle, ip, undecidedFor: [...undecidedFor] };
}

function toUnreadRow(row: UnreadRow): GapRow {
  if (row.damaged) return { type: 'damaged' };
  const { handle, userId } = row;
  return handle === null ? { type: 'user', userId } : { type: 'session', userId, handle };
}
