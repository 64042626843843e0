import type { RevocationReport } from '../../contract/domain/revocation.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { FrozenPlan } from './plan.ts';
import type { RevocationRecord } from './record.ts';
import { toReport } from './report.ts';

type Entry =
  | { readonly state: 'planned'; readonly connectionId: string; readonly plan: FrozenPlan }
  /** Running, or being read again. */
  | { readonly state: 'busy'; readonly connectionId: string; readonly record: RevocationRecord }
  | { readonly state: 'ended'; readonly connectionId: string; readonly record: RevocationRecord }
  /** Its targets were given up to make room. */
  | { readonly state: 'reported'; readonly connectionId: string; readonly report: RevocationReport };

interface ArchiveLimits {
  readonly entries: number;
  /** Over all entries: what takes the memory. */
  readonly targets: number;
}

interface Archive {
  readonly addPlan: (plan: FrozenPlan) => void;
  readonly connectionOf: (id: string) => string | undefined;
  /** A plan that was not run. Throws `not-found` or `bad-input`. */
  readonly planned: (id: string) => FrozenPlan;
  /** Nobody else may change it until `release`. */
  readonly hold: (record: RevocationRecord) => void;
  readonly release: (record: RevocationRecord) => void;
  /** A record that ended. Throws `not-found` or `bad-input`. */
  readonly ended: (id: string) => RevocationRecord;
  readonly report: (id: string) => RevocationReport;
  /** Newest first. */
  readonly reports: (connectionId: string) => RevocationReport[];
}

const defaultLimits: ArchiveLimits = { entries: 200, targets: 500_000 };

/** Plans and revocations of this run of the console, in memory. The oldest make room. */
export function createArchive(limits = defaultLimits): Archive {
  const entries = new Map<string, Entry>();

  function put(id: string, entry: Entry): void {
    // Set anew, it is the newest.
    entries.delete(id);
    entries.set(id, entry);
    makeRoom(entries, id, limits);
  }

  function find(id: string): Entry {
    const entry = entries.get(id);
    if (!entry) throw failure('not-found', 'Curfew has no such revocation in memory.', { hint: planAgain });
    return entry;
  }

  function reportOf(entry: Entry): RevocationReport | undefined {
    if (entry.state === 'reported') return entry.report;
    return entry.state === 'ended' ? toReport(entry.record) : undefined;
  }

  return {
    addPlan: (plan) => {
      put(plan.plan.id, { state: 'planned', connectionId: plan.plan.connectionId, plan });
    },
    connectionOf: (id) => entries.get(id)?.connectionId,
    planned: (id) => {
      const entry = find(id);
      if (entry.state !== 'planned') throw wasRun();
      return entry.plan;
    },
    hold: (record) => {
      const { id, connectionId } = record.plan.plan;
      put(id, { state: 'busy', connectionId, record });
    },
    release: (record) => {
      const { id, connectionId } = record.plan.plan;
      put(id, { state: 'ended', connectionId, record });
    },
    ended: (id) => {
      const entry = find(id);
      if (entry.state === 'ended') return entry.record;
      if (entry.state === 'reported') {
        throw failure('not-found', 'The targets of this revocation are not kept any more, only its numbers.');
      }
      throw notEnded(entry.state);
    },
    report: (id) => {
      const entry = find(id);
      const report = reportOf(entry);
      if (!report) throw notEnded(entry.state);
      return report;
    },
    reports: (connectionId) => {
      const own = [...entries.values()].filter((entry) => entry.connectionId === connectionId);
      return own.flatMap((entry) => reportOf(entry) ?? []).sort((a, b) => b.startedAt - a.startedAt);
    },
  };
}

const planAgain = 'Choose the sessions again.';

function wasRun(): Failure {
  return failure('bad-input', 'These sessions were ended already: a plan can be run once.', {
    hint: `${planAgain} The report of the first run says how it ended.`,
  });
}

function notEnded(state: Entry['state']): Failure {
  return state === 'planned'
    ? failure('not-found', 'This revocation was not run yet.')
    : failure('not-found', 'This revocation is still running.', {
        hint: 'Wait until it ends, or stop it.',
        retryable: true,
      });
}

// Numbers are kept longer than targets; what runs is never touched, nor what came last, however large.
function makeRoom(entries: Map<string, Entry>, newest: string, limits: ArchiveLimits): void {
  let targets = 0;
  for (const [id, entry] of [...entries].reverse()) {
    targets += targetsOf(entry);
    if (targets <= limits.targets || entry.state === 'busy' || id === newest) continue;
    if (entry.state === 'planned') entries.delete(id);
    if (entry.state === 'ended') {
      const { connectionId, record } = entry;
      entries.set(id, { state: 'reported', connectionId, report: toReport(record) });
    }
  }
  for (const [id, { state }] of entries) {
    if (entries.size <= limits.entries) return;
    if (state !== 'busy' && id !== newest) entries.delete(id);
  }
}

function targetsOf(entry: Entry): number {
  if (entry.state === 'reported') return 0;
  return entry.state === 'planned' ? entry.plan.handles.size : entry.record.plan.handles.size;
}
