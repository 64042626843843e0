import { z } from 'zod';
import { epochMs } from '../../../contract/domain/ids.ts';
import { sessionRow } from '../../../contract/domain/session.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { SessionForEvidence, SessionReadForEvidence } from '../../core/protocol.ts';
import { readAllSessionsForEvidence } from '../../identity/session-handles.ts';
import type { RunTarget } from '../../store/records.ts';
import { countAll } from '../report/report.ts';
import type { Run } from '../run/run.ts';
import { idsOf, targetPages } from '../run/run-pages.ts';

const payload = z.strictObject({ json: z.string(), isCut: z.boolean() });

/** What a run kept of a target, as the store has it. */
const sessionBefore = z.discriminatedUnion('type', [
  sessionRow.omit({ handle: true }).extend({
    type: z.literal('read'),
    at: epochMs,
    /** Redacted: see `createRedactor`. */
    userDataInJWT: payload,
    userDataInDatabase: payload,
  }),
  /** The core had no such session any more. */
  z.strictObject({ type: z.literal('gone'), at: epochMs }),
  z.strictObject({ type: z.literal('unread'), at: epochMs, code: z.string() }),
]);
export type SessionBeforeEnding = z.infer<typeof sessionBefore>;

/** Null: not as it was written. */
export function parseSessionBefore(json: string): SessionBeforeEnding | null {
  try {
    return sessionBefore.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}

const pageSize = 500;

/**
 * Reads the targets with their payloads before the first of them is ended, once, for evidence: afterwards nobody can. A
 * session that cannot be read is noted as that, and is ended all the same. In a run with more targets than the settings
 * say it is left out: each session is a call.
 */
export async function keepSessionsBefore(run: Run): Promise<void> {
  const { clock, control, evidence, steps, store } = run;
  if (run.facts().sessionsBefore !== null) return;
  const targets = countAll(store.counts().targets);
  if (targets > evidence.payloadsUpTo) {
    run.setFacts({ sessionsBefore: { type: 'skipped', limit: evidence.payloadsUpTo } });
    return;
  }
  let startedAt = clock.now();
  const counts = { read: 0, gone: 0, unread: 0 };
  steps.begin('keeping-sessions', targets);
  for await (const page of targetPages(run, 'to-dispatch', pageSize)) {
    await control.checkpoint();
    // A run before this one, that was cut off, can have kept some of them.
    const stored = await store.read((reader) =>
      reader.sessionsBefore({ id: store.id, targets: idsOf(page) }),
    );
    for (const { json } of stored) {
      const before = json === null ? null : parseSessionBefore(json);
      startedAt = Math.min(startedAt, before?.at ?? startedAt);
      counts[before?.type ?? 'unread'] += 1;
    }
    const areStored = new Set(stored.map(({ target }) => target));
    const left = page.filter((target) => !areStored.has(target.id));
    const recorded = left.length === 0 ? [] : await run.identity.confirmed(() => readPage(run, left));
    for (const { before } of recorded) counts[before.type] += 1;
    // On disk with or before what says that the first batch was sent.
    const sessions = recorded.map(({ before, target }) => ({ target, json: JSON.stringify(before) }));
    store.append({ type: 'sessions-before', sessions });
    if (store.hasMuchWaiting()) await store.settle();
    steps.done(page.length);
  }
  run.setFacts({ sessionsBefore: { type: 'read', startedAt, endedAt: clock.now(), ...counts } });
}

interface RecordedSession {
  readonly target: number;
  readonly before: SessionBeforeEnding;
}

async function readPage(run: Run, page: readonly RunTarget[]): Promise<readonly RecordedSession[]> {
  const targets = new Map(page.map(({ handle, id }) => [handle, id]));
  const recorded: RecordedSession[] = [];
  await readAllSessionsForEvidence(run.retry, {
    handles: [...targets.keys()],
    hiddenNames: run.evidence.hiddenNames,
    keys: run.keys,
    onBatch: (batch) => {
      for (const read of batch) {
        const target = targets.get(handleOf(read));
        if (target !== undefined) recorded.push({ target, before: toBefore(read, run.clock.now()) });
      }
    },
  });
  return recorded;
}

function handleOf(read: SessionReadForEvidence): string {
  return read.type === 'found' ? read.session.handle : read.handle;
}

function toBefore(read: SessionReadForEvidence, at: number): SessionBeforeEnding {
  switch (read.type) {
    case 'found':
      return { type: 'read', at, ...withoutHandle(read.session) };
    case 'absent':
      return { type: 'gone', at };
    case 'failed':
      return { type: 'unread', at, code: codeOf(read.error) };
  }
}

/** Codes alone: what a core answers can have anything in it. */
function codeOf({ code, reason }: AppError): string {
  return reason === undefined ? code : `${code}: ${reason}`;
}

function withoutHandle({ handle: _, ...session }: SessionForEvidence): Omit<SessionForEvidence, 'handle'> {
  return session;
}
