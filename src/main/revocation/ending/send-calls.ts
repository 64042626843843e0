import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { type Run, tell, tellNotSent } from '../runs/run.ts';
import type { Indexes } from '../targets/indexes.ts';
import { createCallQueue } from './call-queue.ts';
import { troubleOf, wasNotDone } from './core-health.ts';
import { createOutbox } from './outbox.ts';
import type { Pace } from './pace.ts';

/**
 * Sends the targets once. Those of a call that fails become `unknown`, or `planned` again where it certainly was not
 * done. Waits while the core is away. When the run is to end, what was not sent stays as it was.
 */
export async function sendCalls(run: Run, indexes: Indexes, pace: Pace): Promise<void> {
  const { control } = run;
  const outbox = createOutbox(run, createCallQueue(run.record.ledger, indexes), pace);
  const underWay = new Set<Promise<void>>();
  try {
    for (;;) {
      await run.outage.over();
      await control.point();
      await run.checkIdentity('at-times');
      if (control.signal.aborted) break;
      if (underWay.size >= pace.atOnce()) {
        await Promise.race(underWay);
        continue;
      }
      const call = await outbox.next();
      if (!call) break;
      const sending = control
        .during(() => sendCall(run, call, pace))
        .then((trouble) => trouble && run.outage.wait(trouble));
      const excluded: Promise<void> = Promise.resolve(sending).then(() => void underWay.delete(excluded));
      underWay.add(excluded);
    }
  } finally {
    await Promise.all(underWay);
    await outbox.close();
  }
}

/** Resolves with why the core does not work, when it does not. */
async function sendCall(run: Run, call: readonly number[], pace: Pace): Promise<AppError | null> {
  const { ledger } = run.record;
  const startedAt = performance.now();
  let core: CorePort;
  try {
    core = run.endingCore();
  } catch (thrown) {
    tellNotSent(run, call);
    return toAppError(thrown);
  }
  try {
    const handles = call.map((index) => ledger.handle(index));
    const revoked = new Set(await core.revokeHandles({ handles }));
    pace.answered(call.length, performance.now() - startedAt);
    run.outage.answered();
    recordAnswer(run, call, handles, revoked);
    return null;
  } catch (thrown) {
    return recordFailure(run, call, toAppError(thrown), pace);
  } finally {
    run.steps.done(call.length);
  }
}

function recordAnswer(
  run: Run,
  call: readonly number[],
  handles: readonly string[],
  revoked: ReadonlySet<string>,
): void {
  const { ledger } = run.record;
  const named: number[] = [];
  const others: number[] = [];
  const lostBefore: number[] = [];
  call.forEach((index, at) => {
    if (revoked.has(handles[at] as string)) named.push(index);
    else (ledger.wasLost(index) ? lostBefore : others).push(index);
  });
  tell(run, { type: 'confirmed' }, named);
  tell(run, { type: 'not-named', afterLostCall: true }, lostBefore);
  tell(run, { type: 'not-named', afterLostCall: false }, others);
}

async function recordFailure(
  run: Run,
  call: readonly number[],
  error: AppError,
  pace: Pace,
): Promise<AppError | null> {
  if (error.code === 'rate-limited') pace.slowDown();
  else pace.failed();
  if (wasNotDone(error)) {
    tellNotSent(run, call);
    return error;
  }
  tell(run, { type: 'lost', error }, call, true);
  return troubleOf(run.core, error);
}
