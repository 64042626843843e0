import { randomUUID } from 'node:crypto';
import type { DraftState } from '../../../contract/domain/planning.ts';
import type { Rule } from '../../../contract/domain/rule.ts';
import { failure } from '../../../contract/failure.ts';
import type { Documents } from '../../store/records.ts';
import type { OpenDraft } from '../draft.ts';
import type { DraftPorts } from '../draft-ports.ts';
import { openDraft } from '../open-draft.ts';
import { createStoredDraft, type StoredDraft } from '../stored-draft.ts';
import { checkpoint, firstCheckpoint, scanPlanning } from './checkpoint.ts';
import { compileRule } from './conditions/evaluate.ts';
import { createRuleReading } from './rule-reading.ts';
import { createRuleRows } from './rule-rows.ts';
import { createScan } from './scan.ts';

interface StartRule {
  readonly connectionId: string;
  /** Null: all. */
  readonly tenants: readonly string[] | null;
  readonly rule: Rule;
}

/** Free space that has to be there at the start: how many sessions a rule selects is not known. */
export const expectedBytesOfRule = 64 * 1_024 ** 2;

/** Begins to scan. Rejects with `bad-input` that names what cannot be evaluated, before anything is read or stored. */
export async function startRuleDraft(ports: DraftPorts, request: StartRule): Promise<OpenDraft> {
  const { connectionId, tenants, rule } = request;
  compileRule(rule);
  // Throws when the connection is not open.
  ports.core(connectionId);
  const stored = await createStoredDraft(ports, {
    id: randomUUID(),
    source: {
      connectionId,
      address: ports.settings(connectionId).address,
      coreKeys: null,
      createdAt: ports.clock.now(),
      source: { type: 'rule', rule, tenants: tenants && [...new Set(tenants)] },
      size: null,
    },
    expectedBytes: expectedBytesOfRule,
    planning: scanPlanning.parse({ tenants: null }),
  });
  const draft = await openRuleDraft(ports, stored, {}, { state: 'paused', by: 'operator', error: null });
  await draft.control('resume');
  return draft;
}

/** A draft that an earlier run of the console left. Nothing is asked of a core before it is resumed. */
export function restoreRuleDraft(
  ports: DraftPorts,
  stored: StoredDraft,
  documents: Documents,
): Promise<OpenDraft> {
  return openRuleDraft(ports, stored, documents, { state: 'paused', by: 'restart', error: null });
}

/** `unended`: the state of a scan that did not reach its end. */
async function openRuleDraft(
  ports: DraftPorts,
  stored: StoredDraft,
  documents: Documents,
  unended: DraftState,
): Promise<OpenDraft> {
  const { source } = stored.source;
  if (source.type !== 'rule') throw failure('internal', 'A draft of a list was taken for one of a rule.');
  const known = documents.checkpoint === undefined ? firstCheckpoint : checkpoint.parse(documents.checkpoint);
  // Not all of them are in it, and a scan from its beginning would select what nobody ordered.
  if (known.of === 'unread' && known.ended === null) throw wasNotCopied();
  const { tenants } =
    documents.planning === undefined ? { tenants: null } : scanPlanning.parse(documents.planning);
  const scan = createScan(stored, { checkpoint: known, tenants });
  const reading = createRuleReading({
    ports,
    stored,
    scan,
    rule: source,
    unended,
  });
  return openDraft(ports, stored, reading, createRuleRows(ports.store.read));
}

function wasNotCopied() {
  return failure('interrupted', 'Curfew was ended before the users were copied that are to be read again.', {
    hint: 'Begin again from the report. Nothing of it was ended.',
    retryable: false,
  });
}
