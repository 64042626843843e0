import type { ParsedInput } from '../../../contract/channels/contract.ts';
import type { AuditDetails } from '../../../contract/domain/audit/record.ts';
import type { Draft } from '../../../contract/domain/planning/draft.ts';
import type { CallEntry, CallRules } from './call-rule.ts';
import { exportWritten, planFrozen } from './shared-entries.ts';

export const planningRules: CallRules<'planning'> = {
  'planning.sample': 'own-state',
  'planning.listCost': 'no-user',
  'planning.startList': (_, draft) => draftMade(draft),
  'planning.uploadChunk': 'part-of-a-call',
  'planning.finishUpload': ({ draftId, failed }) => [
    draftChanged(draftId, { change: 'uploaded', problem: failed }),
  ],
  'planning.startRule': (_, draft) => draftMade(draft),
  'planning.startFromGaps': (_, draft) => draftMade(draft),
  'planning.drafts': 'of-a-revocation',
  'planning.watch': 'of-a-revocation',
  'planning.control': ({ action, draftId }) => [draftChanged(draftId, { change: action })],
  'planning.view': 'of-a-revocation',
  'planning.rows': 'of-a-revocation',
  'planning.choose': ({ draftId, userIds }) => [
    draftChanged(draftId, { change: 'chosen', users: userIds.length }),
  ],
  'planning.ambiguous': 'of-a-revocation',
  'planning.chooseForAll': () => {
    let lines = 0;
    return {
      hasEffect: true,
      item: ({ changed }) => {
        lines = changed;
      },
      entries: ({ choice, draftId }) => [
        draftChanged(draftId, { change: 'chosen-for-all', choice: choice.type, lines }),
      ],
    };
  },
  'planning.exclude': () => ({
    hasEffect: true,
    item: () => undefined,
    entries: ({ draftId, excluded, rows }) => [
      draftChanged(draftId, { change: excluded ? 'excluded' : 'included', ...whichRows(rows) }),
    ],
  }),
  'planning.freeze': (_, plan) => planFrozen(plan),
  'planning.export': () =>
    exportWritten(({ draftId }, details) => ({
      revocation: draftId,
      details: { of: 'preview', ...details },
    })),
  'planning.discard': ({ draftId }, done) =>
    done === undefined ? [] : [{ action: 'draft.discarded', revocation: draftId, details: {} }],
};

function draftMade(draft: Draft | undefined): CallEntry[] {
  if (draft === undefined) return [];
  const { connectionId, id, source, totals } = draft;
  const of =
    source.type === 'list'
      ? { source: 'list', name: source.name }
      : { source: 'rule', rule: JSON.stringify(source.rule).slice(0, 1_000) };
  const { sessions, users } = totals.excludedBefore;
  const carried = source.retryOf === undefined ? {} : { excludedSessions: sessions, excludedUsers: users };
  const details = { ...of, gapsOf: source.retryOf ?? null, ...carried };
  return [{ action: 'draft.made', connectionId, revocation: id, details }];
}

function draftChanged(draftId: string, details: AuditDetails): CallEntry {
  return { action: 'draft.changed', revocation: draftId, details };
}

function whichRows(rows: ParsedInput<'planning.exclude'>['rows']): AuditDetails {
  if (rows === 'own') return { which: 'own' };
  if (Array.isArray(rows)) return { which: 'rows', rows: rows.length };
  return rows.type === 'undecided-rows' ? { which: rows.type, rows: rows.rows.length } : { which: rows.type };
}
