import { z } from 'zod';
import { connectionId, epochMs } from '../../contract/domain/ids.ts';
import { type Draft, draft } from '../../contract/domain/planning.ts';
import type { PlanScope } from '../../contract/domain/revocation.ts';
import type { RevocationSummary } from '../store/records.ts';

/** The document `source` of a draft: what it is made from, and of which core. Once its core is known it never changes. */
export const draftSource = z.strictObject({
  connectionId,
  /** Of the core that is asked: a connection can be changed to lead to another one. */
  address: z.string(),
  /**
   * Ids of the fixed keys of that core. Null: they were not read yet, and nothing was asked of it. Empty in a draft of an
   * early version, which was not checked: no core is it.
   */
  coreKeys: z.array(z.string()).readonly().nullable().default([]),
  createdAt: epochMs,
  source: draft.shape.source,
  /** Bytes of the list; null: a rule. */
  size: z.int().nullable(),
});
export type DraftSource = z.infer<typeof draftSource>;

export function scopeOf(source: Draft['source']): PlanScope {
  const { retryOf } = source;
  const more = retryOf === undefined ? {} : { retryOf };
  if (source.type === 'list') return { type: 'list', name: source.name, ...more };
  return { type: 'rule', rule: source.rule, tenants: source.tenants, ...more };
}

/** What lists of revocations would show of a plan that was not started. */
export function summaryOf(
  { connectionId, createdAt, scope }: { connectionId: string; createdAt: number; scope: PlanScope },
  more: Partial<Pick<RevocationSummary, 'coverage' | 'targets' | 'users'>> = {},
): RevocationSummary {
  return {
    connectionId,
    scope,
    createdAt,
    startedAt: null,
    endedAt: null,
    users: [],
    reason: '',
    ticket: null,
    operator: '',
    targets: 0,
    ended: 0,
    newSessions: 0,
    outcome: null,
    ...more,
  };
}
