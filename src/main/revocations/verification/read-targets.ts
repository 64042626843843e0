import type { AppError } from '../../../contract/errors.ts';
import type { CorePort, SessionRead } from '../../core/protocol.ts';
import { readAllSessions } from '../../identity/session-handles.ts';
import { type CoreCaller, createDirectCaller } from '../../shared/retry/core-caller.ts';
import type { TargetCondition } from '../../store/interface.ts';
import type { RunTarget } from '../../store/records.ts';
import type { TargetEvent } from '../../store/target-state.ts';
import type { Run } from '../run/run.ts';
import { targetPages } from '../run/run-pages.ts';

/** Targets that are read between two commits. */
const pageSize = 2_000;

/**
 * Reads the targets of which `where` is true, one by one, and records what became of each. Waits while the core is away.
 * What cannot be read stays as it was: an error of the core, however often it comes, does not show whether the session is
 * there. Rejects with `aborted` when the run is to end.
 */
export async function readTargets(run: Run, where: TargetCondition): Promise<void> {
  for await (const page of targetPages(run, where, pageSize)) {
    record(run, await run.identity.confirmed(() => readPage(run, run.retry, page)));
    if (run.store.hasMuchWaiting()) await run.store.settle();
  }
  await run.store.settle();
}

/**
 * The same once, without waiting, for a run that is to end: no target ends unknown without having been asked for. Ends
 * with the first page of which nothing could be read.
 */
export async function readUnknownOnce(run: Run): Promise<void> {
  const caller = createDirectCaller(run.core, new AbortController().signal);
  for await (const page of targetPages(run, 'unknown', pageSize)) {
    const answers = await run.identity.confirmedOnce(() => readDirectly(run, caller, page));
    if (!answers) return;
    record(run, answers);
    if (answers.failed.length === page.length) return;
  }
}

/** Undefined: the connection is closed, or leads to another core. */
async function readDirectly(
  run: Run,
  caller: CoreCaller<CorePort>,
  page: readonly RunTarget[],
): Promise<Answers | undefined> {
  try {
    return await readPage(run, caller, page);
  } catch {
    return undefined;
  }
}

interface Answers {
  readonly absent: readonly RunTarget[];
  readonly active: readonly RunTarget[];
  readonly failed: readonly { readonly target: RunTarget; readonly error: AppError }[];
}

async function readPage(
  { keys, steps }: Run,
  caller: CoreCaller<CorePort>,
  page: readonly RunTarget[],
): Promise<Answers> {
  const targets = new Map(page.map((target) => [target.handle, target]));
  const absent: RunTarget[] = [];
  const active: RunTarget[] = [];
  const failed: { readonly target: RunTarget; readonly error: AppError }[] = [];

  function take(read: SessionRead): void {
    const target = targets.get(read.type === 'found' ? read.row.handle : read.handle);
    if (!target) return;
    if (read.type === 'found') active.push(target);
    else if (read.type === 'absent') absent.push(target);
    else failed.push({ target, error: read.error });
  }

  await readAllSessions(caller, {
    keys,
    handles: [...targets.keys()],
    onBatch: (batch) => {
      for (const read of batch) take(read);
      steps.done(batch.length);
    },
  });
  return { absent, active, failed };
}

function record(run: Run, { absent, active, failed }: Answers): void {
  const { store } = run;
  store.recordEvent(
    { type: 'read-absent' },
    absent.map(({ id }) => id),
  );
  store.recordEvent(
    { type: 'read-active' },
    active.map(({ id }) => id),
  );
  const groups = new Map<string, { readonly event: TargetEvent; readonly on: number[] }>();
  for (const { error, target } of failed) {
    const type = canBeNoSession(target, error) ? 'given-up' : 'read-failed';
    const key = `${type} ${error.code} ${error.reason}`;
    const group = groups.get(key);
    if (group) group.on.push(target.id);
    else groups.set(key, { event: { type, error }, on: [target.id] });
  }
  for (const { event, on } of groups.values()) store.recordEvent(event, on);
}

/**
 * Whether there can be no such session, now or later: its tenant does not exist, or a core on PostgreSQL, which answers
 * 500 to a handle with a NUL (fact 3), can never have stored it.
 */
function canBeNoSession({ handle, state }: RunTarget, { code }: AppError): boolean {
  if (state !== 'unknown') return false;
  return code === 'tenant-unknown' || (code === 'core-error' && /[\u0000-\u001f\u007f]/.test(handle));
}
