import type { UnplannedSessions } from '../../../../contract/domain/revocation.ts';
import type { StoredCounts, WorkProgress } from '../../interface.ts';
import { recordEvent } from '../change/events.ts';
import { changeGroup, groupTargets } from '../change/target-groups.ts';
import type { OpenFile } from '../open-file.ts';
import { readCounts } from '../read/counts.ts';
import { targetFlag } from '../rows/codes.ts';
import { eachTarget } from './record-where.ts';

/** Sessions that are not of the plan, and not known to be gone, are ordered to be ended. Those that failed are active again. */
export function* orderSessions(
  file: OpenFile,
  rev: number,
  { at, which }: { readonly at: number; readonly which: UnplannedSessions },
): Generator<WorkProgress, StoredCounts> {
  yield* eachTarget(file, rev, `${which}-not-gone`, (open, on) => {
    for (const group of groupTargets(open, on)) {
      const flags = group.flags | targetFlag.ordered;
      if (flags !== group.flags) changeGroup(open, group, { ...group, flags });
    }
    recordEvent(open, { on, at, event: { type: 'reopened' } });
  });
  return readCounts(file, rev);
}
