import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { SessionRead } from '../../core/protocol.ts';
import { isAnswerOfCore, troubleOf } from '../ending/core-health.ts';
import { type Run, tell } from '../runs/run.ts';
import type { Indexes } from '../targets/indexes.ts';

/** Read between two looks at whether to go on. */
const sliceSize = 2_000;
/** Passes over the same targets in which none of them could be read. */
const mostInVain = 3;

/**
 * Reads targets again, one by one, and records how each stands. Waits while the core is away. What cannot be read stays
 * unknown: an error of the core, however often it comes, does not tell whether the session is there.
 */
export async function readTargets(run: Run, indexes: Indexes): Promise<void> {
  const { control } = run;
  for (let at = 0; at < indexes.length; at += sliceSize) {
    let left: readonly number[] = [...indexes.slice(at, at + sliceSize)];
    for (let inVain = 0; left.length > 0 && inVain < mostInVain; ) {
      await run.outage.over();
      await control.point();
      await run.checkIdentity('at-times');
      if (control.signal.aborted) return;
      const failed = await control.during(() => readOnce(run, left, control.signal));
      if (failed.size < left.length) run.outage.answered();
      inVain = failed.size < left.length ? 0 : inVain + 1;
      const away = await awayBy(run, left.length, [...failed.values()]);
      left = [...failed].filter(([, error]) => mayBeReadLater(error)).map(([index]) => index);
      if (away && left.length > 0 && inVain < mostInVain) await run.outage.wait(away);
    }
    giveUpImpossible(run, left);
  }
}

/** Why the core is away, by how reading so many targets failed; null: it is there. */
async function awayBy(run: Run, asked: number, errors: readonly AppError[]): Promise<AppError | null> {
  const away = errors.find((error) => !isAnswerOfCore(error));
  const [first] = errors;
  // Where some could be read the core works.
  if (away || !first || errors.length < asked) return away ?? null;
  return troubleOf(run.core, first);
}

/** Reads each once, and gives those that could not be read with the reason. */
export async function readOnce(
  run: Run,
  indexes: Indexes,
  signal?: AbortSignal,
): Promise<Map<number, AppError>> {
  const { ledger } = run.record;
  const left = new Map<string, number>();
  for (const index of indexes) left.set(ledger.handle(index), index);
  const failed = new Map<number, AppError>();

  function take(batch: readonly SessionRead[]): void {
    const absent: number[] = [];
    const there: number[] = [];
    for (const read of batch) {
      const handle = read.outcome === 'found' ? read.row.handle : read.handle;
      const index = left.get(handle);
      if (index === undefined) continue;
      left.delete(handle);
      if (read.outcome === 'found') there.push(index);
      else if (read.outcome === 'absent') absent.push(index);
      else failed.set(index, read.error);
    }
    tell(run, { type: 'read-absent' }, absent);
    tell(run, { type: 'read-there' }, there);
    run.steps.done(absent.length + there.length);
  }

  try {
    await run.core().sessions({ handles: [...left.keys()], keys: run.keys }, take, signal);
  } catch (thrown) {
    const error = toAppError(thrown);
    for (const index of left.values()) failed.set(index, error);
  }
  if (!signal?.aborted) recordFailed(run, failed);
  return failed;
}

function recordFailed(run: Run, failed: ReadonlyMap<number, AppError>): void {
  const { ledger } = run.record;
  const groups = new Map<
    string,
    { readonly error: AppError; readonly gone: boolean; readonly on: number[] }
  >();
  for (const [index, error] of failed) {
    // A handle of a tenant that does not exist can be no session, now or later.
    const gone = error.code === 'tenant-unknown' && ledger.state(index) === 'unknown';
    const key = `${gone} ${error.code} ${error.message}`;
    const group = groups.get(key);
    if (group) group.on.push(index);
    else groups.set(key, { error, gone, on: [index] });
  }
  for (const { error, gone, on } of groups.values())
    tell(run, { type: gone ? 'given-up' : 'read-failed', error }, on);
}

function mayBeReadLater({ code }: AppError): boolean {
  return code !== 'tenant-unknown';
}

// A core on PostgreSQL answers 500 to a handle with a NUL byte (fact 3), and so can never have stored one.
function giveUpImpossible(run: Run, indexes: readonly number[]): void {
  const { ledger } = run.record;
  for (const index of indexes) {
    const standing = ledger.standing(index);
    if (standing.state !== 'unknown' || !/[\u0000-\u001f\u007f]/.test(ledger.handle(index))) continue;
    if (standing.error.code === 'core-error') tell(run, { type: 'given-up', error: standing.error }, [index]);
  }
}
