import { z } from 'zod';

export const evidenceRequest = z.strictObject({ revocation: z.uuid() });

/** A bundle that was written. */
export const evidenceFile = z.strictObject({
  path: z.string(),
  bytes: z.int(),
  /** Hex. */
  sha256: z.string(),
  /** False: the audit log is not signed, because this computer has no secret store. */
  isSigned: z.boolean(),
});
export type EvidenceFile = z.infer<typeof evidenceFile>;

/**
 * An evidence bundle on its way. `checking`: rows are read to see whether they are damaged; `writing`: into the file. `done`
 * comes last; `file` null: the operator chose none.
 */
export const evidenceItem = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('progress'),
    step: z.enum(['checking', 'writing']),
    done: z.int(),
    of: z.int(),
  }),
  z.strictObject({ type: z.literal('done'), file: evidenceFile.nullable() }),
]);
export type EvidenceItem = z.infer<typeof evidenceItem>;
