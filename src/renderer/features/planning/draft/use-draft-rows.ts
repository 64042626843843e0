import type { Draft, RowsPage, ShownRows } from '../../../../contract/domain/planning.ts';
import { call } from '../../../shared/ipc-client.ts';
import { usePagedRows } from '../../../shared/paged-rows.ts';
import { draftRowsKey } from '../draft-keys.ts';

/** How often rows in sight are read again while the list is looked up. */
const againMs = 1_000;

/** Rows of a draft, by page. `rowsOf` takes those of its kind out of an answer. */
export function useDraftRows<Row>(draft: Draft, show: ShownRows, rowsOf: (page: RowsPage) => readonly Row[]) {
  return usePagedRows<Row>({
    queryKey: [...draftRowsKey(draft.connectionId, draft.id), show],
    fetchPage: async (offset, limit, signal) => {
      const page = await call('planning.rows', { draftId: draft.id, show, offset, limit }, signal);
      return { total: page.total, rows: [...rowsOf(page)] };
    },
    refetchIntervalMs: draft.state.state === 'reading' ? againMs : false,
  });
}
