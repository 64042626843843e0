import { isCertainlyNotExecuted } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort, TokensEnd } from '../../core/protocol.ts';
import type { IdentifiedCall } from '../../identity/core-identity.ts';
import { forEachConcurrent } from '../../shared/concurrency/limit.ts';
import type { Throttle } from '../../shared/concurrency/throttle.ts';
import type { TargetId, TargetToEnd } from '../../store/records.ts';
import type { BatchResult } from '../audit/batch-records.ts';
import { begin, hasState, mayLeave, type Run } from '../run/run.ts';
import { idsOf, pagesToEnd } from '../run/run-pages.ts';
import { readTargets } from '../verification/read-targets.ts';

/** Targets that are read from the store at a time. */
const pageSize = 1_000;
/** One is on its way while the other one is written down. The calls of both share the bound of the connection. */
const batchesAtOnce = 2;
/** So often what fails is asked for again while nothing else succeeds. */
const mostFruitlessRounds = 3;
/** After so many batches in a row of which nothing was ended, the rest is not asked for: this core cannot do it now. */
const mostFailedBatches = 3;

/**
 * Ends the tokens that OAuth2 clients have on sessions of this revocation that are known to be gone, where that is ordered. Each
 * handle is a call of its own, which can be repeated. Waits while the core is away. What cannot be ended is left open, and
 * `oauthError` says why. Rejects with `aborted` when the run is to end.
 */
export async function endOAuthTokens(run: Run): Promise<void> {
  if (!areTokensOrdered(run)) return;
  const throttle = run.createThrottle();
  const wasVerified = run.facts().verifiedAt !== null;
  let last: AppError | null = null;
  for (let fruitless = 0; fruitless < mostFruitlessRounds; ) {
    const left = await countTokensToEnd(run);
    if (left === 0) return noteReason(run, null);
    run.steps.begin('oauth-tokens', left);
    const round = await askForAll(run, throttle);
    // Another core may have answered: then it is not known any more which sessions are gone.
    await readDoubtful(run, wasVerified);
    last = round.error;
    fruitless = round.ended > 0 || round.hasWaited ? 0 : fruitless + 1;
  }
  noteReason(run, last);
}

/** A look of a watch that changes nothing writes nothing. */
function noteReason(run: Run, oauthError: AppError | null): void {
  if (run.facts().oauthError?.code !== oauthError?.code) run.setFacts({ oauthError });
}

/** Whether the operator ordered it, when the revocation began or later from its report. */
function areTokensOrdered(run: Pick<Run, 'facts' | 'order'>): boolean {
  return run.order.options.oauthTokens || run.facts().oauthTokens;
}

/** Whether tokens that are ordered to be ended are not known to be. */
export async function hasOpenTokens(run: Run): Promise<boolean> {
  return areTokensOrdered(run) && (await countTokensToEnd(run)) > 0;
}

async function countTokensToEnd({ store }: Run): Promise<number> {
  await store.settle();
  return store.read((reader) => reader.countTargets({ id: store.id, where: 'tokens-to-end' }));
}

interface Round {
  readonly ended: number;
  /** Why something was not ended; null: nothing failed. */
  readonly error: AppError | null;
  /** Whether the core was away, and came back. */
  readonly hasWaited: boolean;
}

/** Asks for the tokens of each target once. */
async function askForAll(run: Run, throttle: Throttle): Promise<Round> {
  const round = { ended: 0, error: null as AppError | null, hasWaited: false };
  let failedBatches = 0;
  const pages = pagesToEnd(run, 'tokens-to-end', pageSize);
  const batches = batchesOf(pages, throttle.batchSize, () => failedBatches < mostFailedBatches);
  await forEachConcurrent(batches, batchesAtOnce, async (batch) => {
    const { result } = await begin(run, () => send(run, batch, throttle));
    const sent = await result;
    // Not a round without effect: it goes on when the run is resumed.
    round.hasWaited ||= sent.isHeldBack === true;
    round.ended += await record(run, sent);
    round.error = sent.error ?? sent.asked.doubt() ?? round.error;
    failedBatches = sent.ended.length === 0 && sent.error !== null ? failedBatches + 1 : 0;
    if (sent.trouble === null) return;
    failedBatches = 0;
    round.hasWaited = true;
    await run.retry.waitFor(sent.trouble);
  });
  await run.store.settle();
  await run.records.settle();
  return round;
}

async function* batchesOf(
  pages: AsyncIterable<readonly TargetToEnd[]>,
  size: () => number,
  goesOn: () => boolean,
): AsyncGenerator<readonly TargetToEnd[]> {
  for await (const page of pages) {
    for (let at = 0; at < page.length && goesOn(); ) {
      const batch = page.slice(at, at + size());
      at += batch.length;
      yield batch;
    }
    if (!goesOn()) return;
  }
}

interface Sent {
  readonly asked: IdentifiedCall<TargetId>;
  /** The core answered that their tokens are ended. */
  readonly ended: readonly TargetId[];
  readonly error: AppError | null;
  /** Why the core does not work; null: it does. */
  readonly trouble: AppError | null;
  /** Nothing was sent, because the run pauses or ends. */
  readonly isHeldBack?: true;
}

interface TokensOutcome {
  readonly target: TargetToEnd;
  /** Null: the core answered that its tokens are ended. */
  readonly error: AppError | null;
}

/** From the intent in the audit log and `sent` on disk to the answers; to be tracked. */
async function send(run: Run, batch: readonly TargetToEnd[], throttle: Throttle): Promise<Sent> {
  const { clock, identity, retry, steps, store } = run;
  const intended = await run.records.intend(batch, { of: 'oauth-tokens' });
  const asked = identity.beginCall();
  const none: Sent = { asked, ended: [], error: null, trouble: null };
  // The run pauses, and asks for them again.
  const heldBack = { ...none, isHeldBack: true } as const;
  if (!intended) return heldBack;

  async function unsent(sent: Sent): Promise<Sent> {
    await giveBack(run, batch);
    intended?.end(
      batch.map(({ handle }) => ({ handle, outcome: 'not-sent' })),
      { isSent: false, error: sent.error },
    );
    return sent;
  }

  store.append({ type: 'oauth', state: 'sent', on: idsOf(batch) });
  if (!(await store.trySettle()) || !mayLeave(run)) return unsent(heldBack);
  let core: CorePort;
  try {
    core = run.endingCore();
  } catch (thrown) {
    const error = toAppError(thrown);
    return unsent({ ...none, error, trouble: error });
  }
  const startedAt = clock.elapsed();
  const ends = new Map<string, TokensEnd>();
  let lost: AppError | null = null;
  try {
    await core.endOAuthTokens({ handles: batch.map(({ handle }) => handle) }, (some) => {
      for (const end of some) ends.set(end.handle, end);
      steps.done(some.filter(({ error }) => error === null).length);
    });
  } catch (thrown) {
    lost = toAppError(thrown);
  }
  const outcomes = batch.map((target) => ({ target, ...outcomeOf(ends.get(target.handle), lost) }));
  const ended = outcomes.filter(({ error }) => error === null).map(({ target }) => target.id);
  const failed = outcomes.filter(({ error }) => error !== null);
  const error = failed[0]?.error ?? null;
  if (error === null) throttle.answered(batch.length, clock.elapsed() - startedAt);
  else if (error.code === 'rate-limited') throttle.slowDown();
  else throttle.failed();
  if (ended.length > 0) retry.answered();
  recordFailed(run, failed);
  await store.trySettle();
  intended.end(outcomes.map(toResult), { isSent: true, error });
  return { asked, ended, error, trouble: error && (await retry.troubleOf(error)) };
}

function toResult({ error, target }: TokensOutcome): BatchResult {
  const outcome = error === null ? 'revoked' : isCertainlyNotExecuted(error) ? 'not-sent' : 'unknown';
  return { handle: target.handle, outcome };
}

/** `error` null: ended. */
function outcomeOf(end: TokensEnd | undefined, lost: AppError | null): { readonly error: AppError | null } {
  // The connection answers for each handle unless the call as a whole failed.
  return end ?? { error: lost ?? toAppError(undefined) };
}

/** They were not sent after all. */
async function giveBack(run: Run, batch: readonly TargetToEnd[]): Promise<void> {
  setBack(run, batch);
  await run.store.trySettle();
}

function setBack({ store }: Run, targets: readonly TargetToEnd[]): void {
  const wasAsked = (of: TargetToEnd) => of.oauth !== 'not-asked';
  store.append({ type: 'oauth', state: 'unknown', on: idsOf(targets.filter(wasAsked)) });
  store.append({ type: 'oauth', state: 'not-asked', on: idsOf(targets.filter((of) => !wasAsked(of))) });
}

function recordFailed(run: Run, failed: readonly TokensOutcome[]): void {
  const isUnasked = (error: AppError | null) => error !== null && isCertainlyNotExecuted(error);
  const unasked = failed.filter(({ error }) => isUnasked(error)).map(({ target }) => target);
  setBack(run, unasked);
  const unknown = failed.filter(({ error }) => !isUnasked(error)).map(({ target }) => target.id);
  run.store.append({ type: 'oauth', state: 'unknown', on: unknown });
}

/**
 * Records what was ended once the same core answered afterwards. Until then it is `sent` on disk, and asked for again after a
 * crash. Resolves with how many were ended.
 */
async function record({ identity, store }: Run, { asked, ended }: Sent): Promise<number> {
  if (ended.length === 0) return 0;
  await identity.check('now');
  const state = asked.doubt() === null ? 'ended' : 'unknown';
  store.append({ type: 'oauth', state, on: ended });
  if (store.hasMuchWaiting()) await store.settle();
  return state === 'ended' ? ended.length : 0;
}

/** What was not verified before is not verified by this: lists of users can be missing, which are not read here. */
async function readDoubtful(run: Run, wasVerified: boolean): Promise<void> {
  if (!hasState(run, 'unknown')) return;
  await readTargets(run, 'unknown');
  run.setFacts({ verifiedAt: wasVerified && !hasState(run, 'unknown') ? run.clock.now() : null });
}
