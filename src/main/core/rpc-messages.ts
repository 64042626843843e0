import type { SessionRow } from '../../contract/domain/session.ts';
import type { CoreCalls, RecordedKeys, SessionRead, SessionReadInFull } from './protocol.ts';

export interface SessionsInput {
  readonly handles: readonly string[];
  readonly keys: RecordedKeys;
}

/** What a connection worker answers to main: the calls of the protocol, and the two that read in bulk. */
export interface WorkerCalls extends CoreCalls {
  sessions(input: SessionsInput, onBatch: (batch: PackedReads) => void): Promise<null>;
  sessionsInFull(input: SessionsInput, onBatch: (batch: readonly SessionReadInFull[]) => void): Promise<null>;
}

/** `undefined`: as in the row before. */
type Value = string | number | null | undefined;

/**
 * A batch on its way from the worker: the rows as one flat list, column after column. Cloning 10,000 objects with
 * their keys between threads takes several times as long as cloning their values, and most rows of a batch differ in their
 * handles and times alone.
 */
interface PackedReads {
  readonly values: readonly Value[];
  readonly others: readonly SessionRead[];
}

const COLUMNS = 8;

export function packReads(reads: readonly SessionRead[]): PackedReads {
  const values: Value[] = [];
  const others: SessionRead[] = [];
  let before: SessionRow | undefined;
  for (const read of reads) {
    if (read.type !== 'found') {
      others.push(read);
      continue;
    }
    const { row } = read;
    values.push(
      row.handle,
      row.tenantId === before?.tenantId ? undefined : row.tenantId,
      row.userId === before?.userId ? undefined : row.userId,
      row.recipeUserId === before?.recipeUserId ? undefined : row.recipeUserId,
      row.timeCreated,
      row.expiry,
      row.ip === before?.ip ? undefined : row.ip,
      row.userAgent === before?.userAgent ? undefined : row.userAgent,
    );
    before = row;
  }
  return { values, others };
}

/** The same reads; those that found a session come first. Rows share the texts that are equal. */
export function unpackReads({ values, others }: PackedReads): SessionRead[] {
  const reads: SessionRead[] = [];
  let before: SessionRow | undefined;
  for (let at = 0; at < values.length; at += COLUMNS) {
    const row = rowAt(values, at, before);
    reads.push({ type: 'found', row });
    before = row;
  }
  return [...reads, ...others];
}

// `packReads` wrote them in this order, and the first row in full.
function rowAt(values: readonly Value[], at: number, before: SessionRow | undefined): SessionRow {
  return {
    handle: values[at] as string,
    tenantId: (values[at + 1] ?? before?.tenantId) as string,
    userId: (values[at + 2] ?? before?.userId) as string,
    recipeUserId: (values[at + 3] ?? before?.recipeUserId) as string,
    timeCreated: values[at + 4] as number,
    expiry: values[at + 5] as number,
    ip: orBefore(values[at + 6], before?.ip) as string | null,
    userAgent: orBefore(values[at + 7], before?.userAgent) as string | null,
  };
}

/** A null is a value. */
function orBefore(value: Value, before: Value): Value {
  return value === undefined ? before : value;
}
