import { fullCoverage } from '../../../contract/domain/coverage.ts';
import {
  type ControlAction,
  type Draft,
  type DraftState,
  mostCountedTenants,
} from '../../../contract/domain/planning/draft.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import { countUsers, everyoneIn, listsOf, selectedTenants } from '../../scan/read-users.ts';
import { createWorkControl, type WorkControl } from '../../shared/work-control.ts';
import { type DraftBuilder, type DraftPorts, estimateScan, readingState } from '../draft/draft.ts';
import { createDraftCaller } from '../draft/draft-caller.ts';
import { createRateMeter } from '../draft/draft-progress.ts';
import type { StoredDraft } from '../draft/stored-draft.ts';
import { compileRule, compileUndecidedFor, needsOf, selectsEverything } from './compile-rule.ts';
import type { Scan } from './scan.ts';
import { type ScanContext, scanUnread, scanUsers } from './scan-users.ts';

interface RuleBuilderParts {
  readonly ports: DraftPorts;
  readonly stored: StoredDraft;
  readonly scan: Scan;
  readonly rule: Extract<Draft['source'], { readonly type: 'rule' }>;
  /** Before anything is started, when its scan did not reach its end. */
  readonly stateAtStart: DraftState;
}

type ScanType = 'scan' | 'retry';

/** Scans for a rule in the background, at most one scan at a time, and pauses and stops it for the operator. */
export function createRuleBuilder({
  ports,
  stored,
  scan,
  rule,
  stateAtStart,
}: RuleBuilderParts): DraftBuilder {
  const { backoff, clock, store } = ports;
  const { listeners } = stored;
  const { rule: conditions, tenants } = rule;
  const evaluate = compileRule(conditions);
  const undecidedFor = compileUndecidedFor(conditions);
  const meter = createRateMeter(clock);
  let idle = scan.checkpoint().ended === null ? stateAtStart : idleState();
  let control: WorkControl | null = null;
  let running: Promise<void> = Promise.resolve();
  let couldNotCount = false;

  function contextOf(mine: WorkControl): ScanContext {
    return {
      scan,
      stored,
      read: store.read,
      control: mine,
      core: createDraftCaller({
        ...{ stored, control: mine, backoff, clock },
        onOther: () => {
          scan.end('other-core');
          mine.stop();
        },
      }),
      reader: {
        keys: ports.recordedKeys(),
        evaluate,
        undecidedFor,
        needs: needsOf(conditions),
        tenants: selectedTenants(conditions, tenants),
      },
      chosen: tenants,
      // Whole users are ended in one tenant or in all. With several tenants only the sessions that were found are.
      whole: (tenants === null || tenants.length === 1) && selectsEverything(evaluate),
      isOwn: (userId) => ports.ownUserIds().includes(userId),
      onUser: () => {
        meter.add(1);
        listeners.notifySoon();
      },
    };
  }

  async function count({ core, control: { signal } }: ScanContext): Promise<void> {
    if (scan.checkpoint().usersInAll !== null) return;
    const users = await countUsers(core, tenants, signal);
    if (users !== null) scan.setUsersInAll(users);
    couldNotCount = users === null;
    listeners.notifySoon();
  }

  async function scanAll(mine: WorkControl, context: ScanContext): Promise<void> {
    const counting = count(context);
    try {
      await scanUsers(context);
    } finally {
      await counting;
    }
    await context.core.confirm();
    scan.end('ready');
    await stored.settleOrPause(mine);
  }

  /** Where a scan is that nothing works on. */
  function idleState(): DraftState {
    const { ended } = scan.checkpoint();
    if (ended === 'other-core') return { state: 'failed', error: otherCore().error };
    return ended === null ? { state: 'paused', by: 'operator', error: null } : { state: ended };
  }

  async function readAgain(context: ScanContext): Promise<void> {
    await scanUnread(context);
    await context.core.confirm();
  }

  async function run(work: ScanType, mine: WorkControl): Promise<void> {
    let failed: DraftState | null = null;
    const context = contextOf(mine);
    try {
      await (work === 'scan' ? scanAll(mine, context) : readAgain(context));
    } catch (thrown) {
      // Users that are finished count, and are not scanned again.
      scan.flush();
      // What was answered last is used too.
      if (mine.signal.aborted && !mine.isInterrupted()) await context.core.confirmOnce();
      if (!mine.signal.aborted) failed = { state: 'failed', error: toAppError(thrown) };
      else if (!mine.isInterrupted()) scan.end('stopped');
      // What could not be written is written by the next `settle`. Matches can be used only after that.
      await stored.settle().catch(() => undefined);
    }
    idle = failed ?? idleState();
    control = null;
    mine.end();
  }

  function start(work: ScanType): void {
    if (control) return;
    const mine = createWorkControl(() => {
      meter.restart();
      listeners.notifyNow();
    }, clock);
    control = mine;
    meter.restart();
    running = run(work, mine);
    listeners.notifyNow();
  }

  function state(): DraftState {
    return control ? readingState(control.state()) : idle;
  }

  function untilPaused(mine: WorkControl): Promise<void> {
    return new Promise((resolve) => {
      const leave = listeners.add(look);
      function look(): void {
        if (mine.state().state === 'pausing') return;
        leave();
        resolve();
      }
      look();
    });
  }

  async function pause(): Promise<void> {
    const mine = control;
    if (!mine) return;
    mine.pause({ type: 'operator' });
    await untilPaused(mine);
  }

  async function stop(): Promise<void> {
    if (control) {
      control.stop();
      return running;
    }
    if (scan.checkpoint().ended !== null) return;
    scan.end('stopped');
    idle = idleState();
    listeners.notifyNow();
    await stored.settle();
  }

  async function resume(): Promise<void> {
    const work = control?.state().state;
    const { ended } = scan.checkpoint();
    if (ended === 'other-core') throw otherCore();
    if (work === 'pausing' || work === 'paused') {
      // Throws when there is no core to ask, or another one.
      stored.core();
      control?.resume();
    } else if (work === undefined && (ended === null || idle.state === 'failed')) {
      stored.core();
      if (ended === null) start('scan');
      else await stored.reopen(async () => start('retry'));
    } else if (work === undefined) throw scanHasEnded();
  }

  async function retry(): Promise<void> {
    const { ended } = scan.checkpoint();
    if (control || ended === null) throw stillReading();
    if (ended === 'other-core') throw otherCore();
    stored.core();
    await stored.reopen(async () => start('retry'));
  }

  const actions: Readonly<Record<ControlAction, () => Promise<void>>> = { pause, resume, stop, retry };

  /**
   * Users of all tenants are counted once by the core. Of chosen ones, who is in several of them is counted in each. Accounts that were
   * linked since are one user.
   */
  function usersInAll(): number | null {
    const { linked, repeated, users, usersInAll: counted } = scan.checkpoint();
    if (counted === null) return null;
    // Some can have signed up since they were counted.
    return Math.max(users, counted - linked - (tenants === null ? 0 : repeated));
  }

  function whyNotCounted(): 'many-tenants' | 'failed' | null {
    if (usersInAll() !== null) return null;
    if (tenants !== null && tenants.length > mostCountedTenants) return 'many-tenants';
    return couldNotCount ? 'failed' : null;
  }

  function rate(): number | null {
    return state().state === 'reading' ? meter.rate() : null;
  }

  return {
    state,
    progress: () => {
      const { users, sessions } = scan.checkpoint();
      const { matches, undecidedIncluded, unreadSessions, unreadUsers, ...counts } = stored.counts();
      const undecided = counts.undecided + undecidedIncluded;
      const unread = unreadUsers + unreadSessions;
      // Of a user who is half scanned, sessions are counted at the end, and matches as they come.
      const seen = Math.max(sessions, matches);
      return {
        ...{ type: 'rule', users, usersInAll: usersInAll(), notCounted: whyNotCounted() },
        ...{ sessions: seen, matches, undecided, unread },
      };
    },
    rate,
    remainingMs: () => {
      const inAll = usersInAll();
      const perSecond = rate();
      return perSecond && inAll !== null ? ((inAll - scan.checkpoint().users) / perSecond) * 1_000 : null;
    },
    control: (action) => actions[action](),
    choose: nothingToChoose,
    ambiguous: nothingToChoose,
    chooseForAll: nothingToChoose,
    whyNotFrozen: () => {
      const now = state().state;
      return now === 'ready' || now === 'stopped' ? null : notAllScanned();
    },
    // Each user is read with all ids.
    isOwnKnown: () => true,
    tenantId: tenants?.length === 1 ? (tenants[0] ?? null) : null,
    secondScan: () => {
      const { ended, users } = scan.checkpoint();
      // An operator who stopped the scan, or tries single users again, did not order all other users.
      if (everyoneIn(conditions) === null || ended !== 'ready' || rule.retryOf !== undefined) return null;
      return estimateScan(users, listsOf(selectedTenants(conditions, tenants)));
    },
    coverage: () => {
      const { ended, users } = scan.checkpoint();
      const { undecided, unreadSessions, unreadUsers } = stored.counts();
      return {
        ...fullCoverage,
        'unread-users': unreadUsers,
        'unread-sessions': unreadSessions,
        'undecided-sessions': undecided,
        'users-not-scanned': ended === 'ready' ? 0 : leftOf(usersInAll(), users),
      };
    },
    close: async () => {
      control?.interrupt();
      await running;
    },
  };
}

/** Null: they were not counted, or more users than were counted have been scanned already. */
function leftOf(usersInAll: number | null, users: number): number | null {
  return usersInAll !== null && usersInAll > users ? usersInAll - users : null;
}

async function nothingToChoose(): Promise<never> {
  throw failure('bad-input', { reason: 'rule-has-no-choices' });
}

function scanHasEnded() {
  return failure('bad-input', { reason: 'scan-ended' });
}

function otherCore() {
  return failure('other-core', { reason: 'core-replaced-during-draft' });
}

function stillReading() {
  return failure('bad-input', { reason: 'scan-running' });
}

function notAllScanned() {
  return failure('bad-input', { reason: 'scan-not-complete' });
}
