import { unplannedSessions } from '../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { CorePort, SessionRead } from '../../core/protocol.ts';
import { readAllSessions } from '../../identity/session-handles.ts';
import { type CoreCaller, createDirectCaller } from '../../shared/retry/core-caller.ts';
import type { TargetCondition } from '../../store/interface.ts';
import type { RunTarget } from '../../store/records.ts';
import type { TargetEvent } from '../../store/target-state.ts';
import { countUnplanned } from '../report/report.ts';
import type { Run } from '../run/run.ts';
import { pages, targetPages } from '../run/run-pages.ts';

/** Targets that are read between two commits. */
const pageSize = 2_000;

/**
 * Reads the targets of which `where` is true, one by one, and records what became of each. Waits while the core is away.
 * What cannot be read stays as it was: an error of the core, however often it comes, does not show whether the session is
 * there. Rejects with `aborted` when the run is to end.
 */
export async function readTargets(run: Run, where: TargetCondition): Promise<void> {
  for await (const page of targetPages(run, where, pageSize)) {
    record(run, await run.identity.confirmed(() => readPage(run, run.retry, page, run.steps.done)));
    if (run.store.hasMuchWaiting()) await run.store.settle();
  }
  await run.store.settle();
}

/**
 * Reads new sessions of a user, and of users who were united with this one since, that none of these lists of the user has. A list
 * alone does not show that they are gone: it can have been read without an id that was taken away from the user meanwhile, or before
 * a list of a linked account that has them. Writes nothing when nothing became of them.
 */
export async function readNotListed(
  run: Run,
  userId: string,
  lists: readonly { readonly id: string; readonly handles: readonly string[] }[],
): Promise<void> {
  const { store } = run;
  const { id } = store;
  const isLeft = unplannedSessions.some((which) => countUnplanned(store.counts(), which).left > 0);
  if (!isLeft) return;
  const userIds = [userId, ...lists.map((list) => list.id)];
  const handles = lists.flatMap((list) => list.handles);
  const notListed = pages(pageSize, (after) =>
    store.read((reader) => reader.newSessionsNotListed({ id, userIds, handles, after, limit: pageSize })),
  );
  for await (const page of notListed) {
    const { absent, active } = await run.identity.confirmed(() => readPage(run, run.retry, page));
    const news = { absent, active: active.filter(({ state }) => state === 'unknown'), failed: [] };
    if (news.absent.length + news.active.length === 0) continue;
    record(run, news);
    await store.settle();
  }
}

/**
 * The same as `readTargets` once, without waiting, for a run that is to end: no target ends unknown without having been asked for. Ends
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
    return await readPage(run, caller, page, run.steps.done);
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
  { keys }: Pick<Run, 'keys'>,
  caller: CoreCaller<CorePort>,
  page: readonly RunTarget[],
  onRead: (count: number) => void = () => undefined,
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
      onRead(batch.length);
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
 * 500 to a handle with a NUL (fact 3), can never have stored it. A session that is not of the plan the core itself listed.
 */
function canBeNoSession({ handle, newSession, state }: RunTarget, { code }: AppError): boolean {
  if (state !== 'unknown' || newSession) return false;
  return code === 'tenant-unknown' || (code === 'core-error' && /[\u0000-\u001f\u007f]/.test(handle));
}
