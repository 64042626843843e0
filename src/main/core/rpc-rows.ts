import type { SessionRow } from '../../contract/domain/session.ts';
import type { SessionRead } from './protocol.ts';

/**
 * A batch on its way from the worker: the rows as one flat list, column after column. Cloning 10,000 objects with
 * their keys between threads takes several times as long as cloning their values.
 */
export interface PackedReads {
  readonly values: readonly (string | number | null)[];
  readonly others: readonly SessionRead[];
}

const COLUMNS = 8;

export function packReads(reads: readonly SessionRead[]): PackedReads {
  const values: (string | number | null)[] = [];
  const others: SessionRead[] = [];
  for (const read of reads) {
    if (read.outcome !== 'found') {
      others.push(read);
      continue;
    }
    const { handle, tenantId, userId, recipeUserId, timeCreated, expiry, ip, userAgent } = read.row;
    values.push(handle, tenantId, userId, recipeUserId, timeCreated, expiry, ip, userAgent);
  }
  return { values, others };
}

/** The same reads; those that found a session come first. */
export function unpackReads({ values, others }: PackedReads): SessionRead[] {
  const reads: SessionRead[] = [];
  for (let at = 0; at < values.length; at += COLUMNS) {
    reads.push({ outcome: 'found', row: rowAt(values, at) });
  }
  return [...reads, ...others];
}

// `packReads` wrote them in this order.
function rowAt(values: PackedReads['values'], at: number): SessionRow {
  return {
    handle: values[at] as string,
    tenantId: values[at + 1] as string,
    userId: values[at + 2] as string,
    recipeUserId: values[at + 3] as string,
    timeCreated: values[at + 4] as number,
    expiry: values[at + 5] as number,
    ip: values[at + 6] as string | null,
    userAgent: values[at + 7] as string | null,
  };
}
