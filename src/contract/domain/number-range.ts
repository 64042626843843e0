/** The least and the most that a whole number may be. Main checks it by a schema, and a form before it is sent. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
}

/** Whether this is a whole number of the range. What was typed into a field may be no number at all. */
export function isInRange(value: unknown, { least, most }: NumberRange): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}
