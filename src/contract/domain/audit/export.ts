import { z } from 'zod';
import { auditFilter } from './log.ts';

/** `json-lines`: what curfew-verify checks. `ocsf`, `ecs`: events as these schemas describe them, one a line. */
export const auditExportFormats = ['json-lines', 'csv', 'ocsf', 'ecs'] as const;
export type AuditExportFormat = (typeof auditExportFormats)[number];

export const auditExportRequest = z.strictObject({
  filter: auditFilter,
  format: z.enum(auditExportFormats),
});
export type AuditExportRequest = z.infer<typeof auditExportRequest>;
