import { z } from 'zod';
import { revocationPlan } from '../../contract/domain/revocation/plan.ts';

/**
 * The document `plan` of a revocation: the numbers that the operator saw in the question, and what binds the plan to the
 * core whose sessions were listed. Planning writes it, a run reads it.
 */
export const planDocument = z.strictObject({
  plan: revocationPlan,
  /** Of the core that was listed: a connection can be changed to lead to another one. */
  address: z.string(),
  /** Ids of the fixed signing keys of that core. Empty in a plan of an early version, which was not checked: no core is it. */
  coreKeys: z.preprocess((keys) => keys ?? [], z.array(z.string()).readonly()),
  /** Where whole users are ended: in this tenant, or in all (null). */
  tenantId: z.string().nullable(),
});
export type PlanDocument = z.infer<typeof planDocument>;
