import { z } from 'zod';

// What requests for rows of a table have in common, whatever the rows are of.

/** Which rows a page has, in the order of the table. */
export const pageOfRows = { offset: z.int().min(0), limit: z.int().min(1).max(500) };

export const sortDirection = z.enum(['ascending', 'descending']);

/** Of a file that rows are written into. */
export const exportFormat = z.enum(['csv', 'json-lines']);
export type ExportFormat = z.infer<typeof exportFormat>;

/** Null: the operator chose no file. `headPath`: of the file beside it that says what the rows are of, where there is one. */
export const exported = z
  .strictObject({ path: z.string(), rows: z.int(), bytes: z.int(), headPath: z.string().optional() })
  .nullable();
export type Exported = z.infer<typeof exported>;

/**
 * An export on its way. `checking`: rows are read to see whether they are damaged; `finding`: rows are found and sorted;
 * `writing`: into the file. `done` comes last.
 */
export const exportItem = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('progress'),
    step: z.enum(['checking', 'finding', 'writing']),
    done: z.int(),
    of: z.int(),
  }),
  z.strictObject({ type: z.literal('done'), exported }),
]);
export type ExportItem = z.infer<typeof exportItem>;
export type ExportProgress = Extract<ExportItem, { type: 'progress' }>;
