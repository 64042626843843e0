import type { AuditDetails } from '../../../contract/domain/audit/record.ts';
import type { RevocationPlan } from '../../../contract/domain/revocation/plan.ts';
import type { ExportItem } from '../../../contract/domain/rows.ts';
import type { CallEntry } from './call-rule.ts';

// Entries of planning and of revocations.

export function planFrozen(plan: RevocationPlan | undefined): CallEntry[] {
  if (plan === undefined) return [];
  const { connectionId, duplicates, excluded, id, own, source, targets, tenants, users, wholeUsers } = plan;
  // Where it was not read of all of them, the number alone would say too little.
  const ownSessions = { own, ...(plan.ownUnread === undefined ? {} : { ownUnread: plan.ownUnread }) };
  return [
    {
      action: 'plan.frozen',
      connectionId,
      revocation: id,
      user: source.type === 'user' ? source.userId : null,
      session: plan.onlyHandle ?? null,
      details: {
        source: source.type,
        targets,
        users,
        wholeUsers,
        tenants,
        ...ownSessions,
        excluded,
        duplicates,
      },
    },
  ];
}

/** Nothing where the operator chose no file. */
export function exportWritten<Input extends { readonly format: string }>(
  entryOf: (input: Input, details: AuditDetails) => Omit<CallEntry, 'action'>,
) {
  let written: AuditDetails | null = null;
  return {
    hasEffect: true,
    item: (item: ExportItem) => {
      if (item.type !== 'done' || item.exported === null) return;
      const { bytes, path, rows } = item.exported;
      written = { path, rows, bytes };
    },
    entries: (input: Input): CallEntry[] =>
      written === null
        ? []
        : [{ action: 'export.written', ...entryOf(input, { format: input.format, ...written }) }],
  };
}
