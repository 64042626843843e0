/**
 * Rows of one revocation are one range of ids, so that many can share one file: the number of the revocation in the upper
 * bits, the number of the row within it, from 1, in the lower 32.
 */
const span = 2 ** 32;

/** Every id of the revocation is greater. */
export function startOf(rev: number): number {
  return rev * span;
}

/** No id of the revocation is greater. */
export function endOf(rev: number): number {
  return rev * span + (span - 1);
}

export function toId(rev: number, number: number): number {
  return rev * span + number;
}

/** The number of the revocation of a packed id, in SQL. */
export function revSql(id: string): string {
  return `(${id} / ${span})`;
}

/** The number of the row within its revocation. */
export function toNumber(id: number): number {
  return id % span;
}
