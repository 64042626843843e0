import type { Outcome } from '../../../contract/domain/revocation/report.ts';
import type { UnplannedSessions } from '../../../contract/domain/revocation/run.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import type { Throttle } from '../../shared/concurrency/throttle.ts';
import { closeByUserId } from '../dispatch/close-by-user-id.ts';
import { dispatch } from '../dispatch/dispatch.ts';
import { endOAuthTokens, hasOpenTokens } from '../oauth/end-tokens.ts';
import type { Facts } from '../report/documents.ts';
import { countState, outcomeByNow, passOf } from '../report/report.ts';
import { hasOpen, hasState, noteError, type Run } from '../run/run.ts';
import { pauseSecondScan, runSecondScan, secondScanAtEnd } from '../second-scan/second-scan.ts';
import { queueSignals } from '../signals/queue-signals.ts';
import { keepSessionsBefore } from '../verification/keep-sessions-before.ts';
import { readTargets, readUnknownOnce } from '../verification/read-targets.ts';
import { rememberLists } from '../verification/remember-lists.ts';
import { verify, verifySent } from '../verification/verify.ts';

/**
 * Ends the sessions of a plan in passes: dispatch, verification, and again with what is active. Goes on wherever a
 * revocation is. At its end no target is `sent` or `still-active`, and the outcome is on disk. When the console ends
 * meanwhile, the revocation is left as it is. Rejects when the store does not work and the run is to end. `beginWatch`: for a
 * watch that was ordered to follow. Killed in between, the report would be one without it.
 */
export async function carryOut(run: Run, beginWatch?: () => Pick<Facts, 'watch'>): Promise<void> {
  const { control, store } = run;
  let isVerified = false;
  try {
    const throttle = run.createThrottle();
    await pauseSecondScan(run);
    isVerified = await runPasses(run, throttle);
    // First, because it is quick: the tokens of OAuth2 clients are a call each.
    await queueSignals(run);
    await endOAuthTokens(run);
    isVerified = await coverEveryone(run, throttle, isVerified);
    await queueSignals(run);
    await endOAuthTokens(run);
  } catch (thrown) {
    if (!control.signal.aborted) noteError(run, toAppError(thrown));
  }
  if (control.isInterrupted()) return;
  // The passes behind a second scan begin without a verification.
  isVerified &&= run.facts().verifiedAt !== null;
  const isStopped =
    control.signal.aborted && (!isVerified || (await hasOpen(run)) || (await hasOpenTokens(run)));
  if (control.signal.aborted) await unlessDamaged(run, () => readWhatIsUnknown(run));
  await unlessDamaged(run, () => giveUp(run, isStopped));
  await unlessDamaged(run, () => noteUnverified(run));
  const secondScan = secondScanAtEnd(run);
  // A second scan that nobody stopped has a reason not to have come to its end.
  const isCovered =
    secondScan?.isComplete !== false || control.signal.aborted || run.secondScanSignal.aborted;
  // What went wrong on the way, and came right, is no reason for anything any more.
  const isRight =
    isVerified &&
    isCovered &&
    !(await hasOpenTokens(run)) &&
    countState(store.counts(), 'failed') + countState(store.counts(), 'unknown') === 0;
  const { errors, errorsBefore } = run.facts();
  run.setFacts({ secondScan });
  const outcome = await outcomeOf(run, isStopped);
  await run.commitEnd({
    ...(control.signal.aborted ? {} : beginWatch?.()),
    stopped: isStopped,
    errors: isRight ? [] : errors,
    errorsBefore: isVerified && isCovered ? [] : errorsBefore,
    endedAt: run.clock.now(),
    outcome,
  });
}

/** Resolves with whether everything that was sent is verified. Rejects with `aborted` when the run is to end. */
async function runPasses(run: Run, throttle: Throttle): Promise<boolean> {
  const { control, facts, order, store } = run;
  await run.identity.check('now');
  await readDoubtful(run);
  await rememberLists(run);
  await keepSessionsBefore(run);
  // The end of the console can have come behind a batch of another pass.
  await noteUnverified(run);
  // Taken up in the second scan, which begins when the passes are through.
  if (facts().secondScan?.endedAt === null && facts().verifiedAt !== null) return true;
  await beginFirstPass(run, () => hasOpen(run));
  for (;;) {
    await dispatchAll(run, throttle);
    await control.checkpoint();
    const isVerified = await verify(run, 'sent-not-verified');
    if (!(await hasOpen(run))) return isVerified;
    if (facts().isPassOver || facts().passes < order.options.passes) {
      beginNextPass(run);
      continue;
    }
    if (store.counts().wholeUsers === 0) return isVerified;
    await closeByUserId(run);
    return verify(run, 'sent-not-verified');
  }
}

/**
 * Taken up after the end of the console, the pass that was under way goes on under its number. Of what was ordered behind the end,
 * reading again can show that nothing is left to be sent: then there is no pass.
 */
export async function beginFirstPass(run: Run, isLeft: () => Promise<boolean>): Promise<void> {
  const facts = run.facts();
  if (!facts.isPassOver) run.commitFacts({ passes: passOf(facts) }, 'goes-on');
  else if (await isLeft()) beginNextPass(run);
}

export function beginNextPass(run: Run, more: Pick<Partial<Facts>, 'verifiedAt'> = {}): void {
  run.commitFacts({ passes: run.facts().passes + 1, isPassOver: false, ...more }, 'goes-on');
}

/**
 * Of a plan for everyone: visits all users once more, and ends what that finds in further passes. Resolves with whether
 * everything that was sent is verified.
 */
async function coverEveryone(run: Run, throttle: Throttle, isVerified: boolean): Promise<boolean> {
  const { facts, order } = run;
  if (!(await runSecondScan(run))) return isVerified;
  for (let pass = 1; (await hasOpen(run)) && pass <= order.options.passes; pass++) {
    const wasVerified = facts().verifiedAt !== null;
    beginNextPass(run, { verifiedAt: null });
    await dispatchAll(run, throttle);
    await run.control.checkpoint();
    // The users of the plan were listed before. Of what was found now each session is read.
    if (wasVerified) await verifySent(run);
    else await verify(run, 'sent-not-verified');
  }
  return facts().verifiedAt !== null;
}

/** What a run before this one sent, and never heard of. */
async function readDoubtful(run: Run): Promise<void> {
  if (!hasState(run, 'unknown')) return;
  run.steps.begin('verifying-sessions', countState(run.store.counts(), 'unknown'));
  await readTargets(run, 'unknown');
}

/**
 * Sends what is open. Targets of batches that failed are read again, because such a batch can have ended some of them;
 * those that are active go into batches of half the size, until a batch that fails has one target alone. `only`: nothing
 * of the plan.
 */
export async function dispatchAll(run: Run, throttle: Throttle, only?: UnplannedSessions): Promise<void> {
  const { steps, store } = run;
  const first = only ? (`${only}-to-dispatch` as const) : 'to-dispatch';
  const again = only ? (`${only}-to-dispatch-again` as const) : 'to-dispatch-again';
  for (let where: typeof first | typeof again = first; ; where = again) {
    if (!(await hasOpen(run))) return;
    const count = await store.read((reader) => reader.countTargets({ id: store.id, where }));
    if (count === 0) return;
    steps.begin('ending', count);
    await dispatch(run, where, throttle);
    // What is taken back is read again, and sent in this pass.
    await run.identity.check('now');
    await store.settle();
    if (hasState(run, 'unknown')) await readTargets(run, 'unknown');
  }
}

/** Damaged rows stay as they are, and the report says so: a revocation that is to end has to come to its end. */
export async function unlessDamaged(run: Run, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'store-damaged') throw thrown;
    noteError(run, error);
  }
}

export async function readWhatIsUnknown(run: Run): Promise<void> {
  await run.identity.checkOnce();
  await run.store.settle();
  if (!hasState(run, 'unknown')) return;
  run.steps.begin('verifying-sessions', countState(run.store.counts(), 'unknown'));
  await readUnknownOnce(run);
}

/** Makes `failed` of what is still active, with the reason. Nothing is left as if it were still on its way. */
export async function giveUp(run: Run, isStopped: boolean): Promise<void> {
  const { id } = run.store;
  const at = run.clock.now();
  await run.store.settle();
  if (hasState(run, 'sent')) {
    const { error } = failure('internal', { reason: 'batch-lost' });
    await run.store.change((writer) =>
      writer.recordWhere({ id, at, where: 'sent', event: { type: 'lost', error } }),
    );
  }
  if (!hasState(run, 'still-active')) return;
  const { error } = isStopped ? failure('stopped') : failure('still-active');
  await run.store.change((writer) =>
    writer.recordWhere({
      id,
      at,
      where: 'still-active',
      event: { type: 'given-up', error },
      keepError: true,
    }),
  );
}

/** Cut off behind a batch, the verification before it says nothing of what that batch ended. */
export async function noteUnverified(run: Run): Promise<void> {
  if (run.facts().verifiedAt === null) return;
  const { id } = run.store;
  const unread = await run.store.read((reader) => reader.countTargets({ id, where: 'sent-not-verified' }));
  if (unread > 0) run.setFacts({ verifiedAt: null });
}

export async function outcomeOf(run: Run, isStopped: boolean): Promise<Outcome> {
  if (isStopped) return 'stopped';
  const { id } = run.store;
  const left = await run.store.read((reader) => reader.countTargets({ id, where: 'ordered-not-gone' }));
  const isLeft = left > 0 || (await hasOpenTokens(run));
  const known = { facts: run.facts(), plan: run.plan, isWatching: run.isWatching() };
  return outcomeByNow(known, run.store.counts(), isLeft);
}
