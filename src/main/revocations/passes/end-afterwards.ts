import type { UnplannedSessions } from '../../../contract/domain/revocation/run.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import { endOAuthTokens } from '../oauth/end-tokens.ts';
import { hasState, noteError, type Run } from '../run/run.ts';
import type { GivenOrder } from '../run/run-orders.ts';
import { queueSignals } from '../signals/queue-signals.ts';
import { readTargets } from '../verification/read-targets.ts';
import {
  beginFirstPass,
  beginNextPass,
  dispatchAll,
  giveUp,
  noteUnverified,
  outcomeOf,
  readWhatIsUnknown,
  unlessDamaged,
} from './carry-out.ts';

/**
 * Ends new sessions, or those of linked accounts, of a revocation that has ended, and nothing else of it. At its end the
 * revocation has ended again, with its outcome of now. When the console ends meanwhile, this can be resumed. Accepts
 * the order when it is on disk.
 */
export async function endUnplanned(
  run: Run,
  which: UnplannedSessions,
  { answer, covered = false }: EndingOptions = {},
): Promise<void> {
  const { clock, control, store } = run;
  const where = covered && which === 'new' ? 'new-to-order' : (`${which}-not-gone` as const);
  // Whoever takes it up after the end of the console knows by this that the rest of the plan is left alone.
  // Taken up by that, it goes on with the pass that was under way.
  const isPassOver = run.facts().ending === null || run.facts().isPassOver;
  await run.commitReopened({ ending: which, isPassOver });
  try {
    // What ends what is left of the plan later would end what was ordered here, too.
    if (control.signal.aborted && !control.isInterrupted()) throw failure('aborted');
    await store.change((writer) => writer.orderSessions({ id: store.id, at: clock.now(), where }));
    answer?.accept();
    await endInPasses(run, which);
    await queueSignals(run);
    await endOAuthTokens(run);
  } catch (thrown) {
    answer?.refuse(thrown);
    if (!control.signal.aborted) noteError(run, toAppError(thrown));
  }
  if (control.isInterrupted()) return;
  if (control.signal.aborted) await unlessDamaged(run, () => readWhatIsUnknown(run));
  await unlessDamaged(run, () => giveUp(run, control.signal.aborted));
  await unlessDamaged(run, () => noteUnverified(run));
  await run.commitEnd({ ending: null, outcome: await outcomeOf(run, run.facts().stopped) });
}

interface EndingOptions {
  readonly answer?: Pick<GivenOrder, 'accept' | 'refuse'> | undefined;
  /** Nobody was asked about these new sessions: those of a user of whom a session was excluded are not ended, unless they were ordered before. */
  readonly covered?: boolean;
}

/** Ends the OAuth2 tokens of a revocation that has ended: also of one that was carried out without that. */
export function endTokensAfterwards(run: Run): Promise<void> {
  return doAfterwards(run, { ending: 'oauth-tokens', oauthTokens: true }, async () => {
    await run.identity.check('now');
    await endOAuthTokens(run);
  });
}

/** Queues the events of a revocation that has ended, for receivers that came later too. */
export function sendSignalsAfterwards(run: Run): Promise<void> {
  return doAfterwards(run, { ending: 'signals' }, () => queueSignals(run, 'all'));
}

/** Does nothing else of a revocation that has ended. When the console ends meanwhile, this can be resumed. */
async function doAfterwards(
  run: Run,
  reopened: Parameters<Run['commitReopened']>[0],
  work: () => Promise<void>,
): Promise<void> {
  const { control } = run;
  await run.commitReopened(reopened);
  try {
    await work();
  } catch (thrown) {
    if (!control.signal.aborted) noteError(run, toAppError(thrown));
  }
  if (control.isInterrupted()) return;
  await run.commitEnd({ ending: null, outcome: await outcomeOf(run, run.facts().stopped) });
}

async function endInPasses(run: Run, which: UnplannedSessions): Promise<void> {
  const { control, order, store } = run;
  const throttle = run.createThrottle();
  await run.identity.check('now');
  if (hasState(run, 'unknown')) await readTargets(run, 'unknown');
  const where = `${which}-to-dispatch` as const;
  const isLeft = async () => (await store.read((reader) => reader.countTargets({ id: store.id, where }))) > 0;
  await beginFirstPass(run, isLeft);
  for (let pass = 1; ; pass++) {
    await dispatchAll(run, throttle, which);
    await control.checkpoint();
    await readTargets(run, `${which}-to-verify`);
    if (pass === order.options.passes || !(await isLeft())) return;
    beginNextPass(run);
  }
}
