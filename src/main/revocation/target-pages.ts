import type { ShownTargets, TargetsPage } from '../../contract/domain/revocation.ts';
import type { RevocationRecord } from './record.ts';
import { toTargetRow } from './report.ts';

/** Whether a target is among those that are asked for. */
export function isShown({ ledger }: RevocationRecord, index: number, show: ShownTargets): boolean {
  if (show === 'all') return true;
  const isNewSession = index >= ledger.planned;
  return show === 'new-sessions' ? isNewSession : !isNewSession && ledger.state(index) === show;
}

/** Some targets, in the order of the plan, new sessions last. */
export function pageOfTargets(
  record: RevocationRecord,
  asked: { readonly show: ShownTargets; readonly offset: number; readonly limit: number },
): TargetsPage {
  const { ledger } = record;
  const { limit, offset, show } = asked;
  const end = offset + limit;
  const rows: TargetsPage['rows'] = [];
  let total = 0;
  for (let index = 0; index < ledger.size; index++) {
    if (!isShown(record, index, show)) continue;
    if (total >= offset && total < end) rows.push(toTargetRow(record, index));
    total += 1;
  }
  return { total, rows };
}
