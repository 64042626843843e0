import type { HandlersOf } from '../../contract/channels/contract.ts';
import type { LockSetup, LockState } from '../../contract/domain/lock.ts';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import { createChanges } from '../shared/changes.ts';
import { notConfirmed } from '../shared/confirm.ts';
import { type LockRecord, openLockFile } from './lock-file.ts';
import { hashPassphrase, isPassphrase, lockPrint } from './passphrase.ts';

/** What the system tells of its operator. */
interface PowerWatch {
  readonly onSuspend: (listener: () => void) => void;
  readonly onScreenLock: (listener: () => void) => void;
  /** Since the last key or movement of the mouse, in any program. */
  readonly idleSeconds: () => number;
  /** Where the system says so without an event. */
  readonly isScreenLocked: () => boolean;
}

interface TouchId {
  readonly isAvailable: () => boolean;
  /** Rejects unless the operator confirmed. */
  readonly prompt: () => Promise<void>;
}

interface LockPorts {
  readonly dataDirectory: string;
  readonly power: PowerWatch;
  readonly touchId: TouchId;
  /** Asks where no page can answer whether a first passphrase was set by the operator. */
  readonly confirmSetUp: () => Promise<boolean>;
  /** Binds the saved keys to these locks; null: to none. Rejects when a key cannot be read now. */
  readonly rebindKeys: (locks: readonly string[] | null) => Promise<void>;
  /** For tests. */
  readonly now?: () => number;
  readonly cost?: number;
}

export interface Lock {
  readonly isLocked: () => boolean;
  readonly isSetUp: () => boolean;
  /** Names the lock that is set; null: none. */
  readonly print: () => string | null;
  /** Does nothing where no lock is set up. */
  readonly lockNow: () => void;
  /** Calls the listener each time the console was locked or unlocked, before any waiting page learns of it. */
  readonly onChange: (listener: (isLocked: boolean) => void) => void;
  readonly handlers: HandlersOf<'lock'>;
  readonly damagedFile: string | undefined;
  readonly close: () => void;
}

const checkIdleMs = 5_000;
const longestWaitMs = 60_000;

/** How long after so many wrong passphrases the next one is looked at. */
function waitAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestWaitMs, 1_000 * 2 ** Math.min(failures - 1, 10));
}

/**
 * The lock of the console. It keeps whoever comes to the machine from using the console; it encrypts nothing. A console
 * with a lock starts locked.
 */
export async function openLock(ports: LockPorts): Promise<Lock> {
  const { power, touchId, now = Date.now } = ports;
  const file = await openLockFile(ports.dataDirectory);
  const changes = createChanges();
  const listeners: ((isLocked: boolean) => void)[] = [];
  let record = file.record;
  let isLocked = record !== null;
  let isBusy = false;
  let isPrompting = false;
  /** Touch ID is no key and no movement of the mouse: the system may count as idle all the same. */
  let touchedAt = Number.NEGATIVE_INFINITY;

  function set(next: boolean): void {
    if (isLocked === next) return;
    isLocked = next;
    for (const listener of listeners) listener(next);
    changes.notify();
  }

  function lock(): void {
    if (record !== null) set(true);
  }

  function look(): void {
    if (record === null || isLocked) return;
    const { minutes, onScreenLock } = record.settings;
    const idle = Math.min(power.idleSeconds(), (now() - touchedAt) / 1_000);
    if (idle >= minutes * 60 || (onScreenLock && power.isScreenLocked())) lock();
  }

  const timer = setInterval(look, checkIdleMs).unref();
  power.onSuspend(() => {
    if (record?.settings.onSuspend) lock();
  });
  power.onScreenLock(() => {
    if (record?.settings.onScreenLock) lock();
  });

  /** A clock that was set back does not make the wait longer. */
  function waitMs(): number {
    if (record === null) return 0;
    const wait = waitAfter(record.failures);
    return Math.min(wait, Math.max(0, record.failedAt + wait - now()));
  }

  function state(): LockState {
    if (record === null) return { state: 'off' };
    if (!isLocked) return { state: 'unlocked' };
    const wait = waitMs();
    return {
      state: 'locked',
      touchId: record.settings.touchId && touchId.isAvailable(),
      retryAt: wait === 0 ? null : now() + wait,
    };
  }

  function setup(): LockSetup {
    return { settings: record?.settings ?? null, touchIdAvailable: touchId.isAvailable() };
  }

  async function noteFailures(before: LockRecord, failures: number): Promise<void> {
    record = { ...before, failures, failedAt: failures === 0 ? 0 : now() };
    // On a full disk the right passphrase has to unlock all the same. The number is in memory then.
    await file.write(record).catch(() => undefined);
  }

  /** Gives the lock whose passphrase this is. Rejects with `refused`. */
  async function check(passphrase: string): Promise<LockRecord> {
    if (record === null) throw refused('lock-off');
    const wait = waitMs();
    if (wait > 0) throw refused('passphrase-wait', Math.ceil(wait / 1_000));
    // Counted before it is looked at: ending the console in between gives no further try.
    await noteFailures(record, record.failures + 1);
    if (!(await isPassphrase(passphrase, record.passphrase))) {
      // The wait begins with the answer: to look at a passphrase takes its time.
      await noteFailures(record, record.failures);
      changes.notify();
      throw refused('passphrase-wrong', Math.ceil(waitMs() / 1_000));
    }
    await noteFailures(record, 0);
    return record;
  }

  /** One at a time: of many at once, each would be looked at before the first one is known to be wrong. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (isBusy) throw refused('passphrase-being-checked');
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  }

  async function save(next: LockRecord): Promise<LockSetup> {
    await file.write(next);
    record = next;
    changes.notify();
    return setup();
  }

  async function setUp(newPassphrase: string | null, settings: LockRecord['settings']): Promise<LockSetup> {
    if (newPassphrase === null) throw refused('lock-off');
    if (!(await ports.confirmSetUp())) throw notConfirmed();
    const passphrase = await hashPassphrase(newPassphrase, ports.cost);
    const saved = await save({ version: 1, passphrase, settings, failures: 0, failedAt: 0 });
    // What could not be bound now is bound when it is used next.
    await ports.rebindKeys([lockPrint(passphrase)]).catch(() => undefined);
    return saved;
  }

  async function change(
    before: LockRecord,
    newPassphrase: string | null,
    settings: LockRecord['settings'],
  ): Promise<LockSetup> {
    if (newPassphrase === null) return save({ ...before, settings });
    const passphrase = await hashPassphrase(newPassphrase, ports.cost);
    const print = lockPrint(passphrase);
    // To both, until the file of the lock is written: an end of the console in between loses no key.
    await ports.rebindKeys([lockPrint(before.passphrase), print]);
    const saved = await save({ ...before, passphrase, settings });
    await ports.rebindKeys([print]).catch(() => undefined);
    return saved;
  }

  const handlers: HandlersOf<'lock'> = {
    'lock.watch': (_input, { signal, emit }) => changes.follow(() => emit([state()]), signal),
    'lock.unlock': ({ passphrase }) =>
      alone(async () => {
        if (!isLocked) return null;
        await check(passphrase);
        set(false);
        return null;
      }),
    'lock.unlockByTouchId': async () => {
      if (!isLocked) return null;
      const isOffered = record?.settings.touchId === true && touchId.isAvailable();
      if (!isOffered || isPrompting) throw refused('touch-id-not-confirmed');
      isPrompting = true;
      try {
        await touchId.prompt();
      } catch {
        throw refused('touch-id-not-confirmed');
      } finally {
        isPrompting = false;
      }
      touchedAt = now();
      set(false);
      return null;
    },
    'lock.lockNow': async () => {
      if (record === null) throw refused('lock-off');
      lock();
      return null;
    },
    'lock.settings': async () => setup(),
    'lock.save': ({ passphrase, newPassphrase, settings }) =>
      alone(async () =>
        record === null
          ? setUp(newPassphrase, settings)
          : change(await check(passphrase ?? ''), newPassphrase, settings),
      ),
    'lock.turnOff': ({ passphrase }) =>
      alone(async () => {
        await check(passphrase);
        await ports.rebindKeys(null);
        await file.remove();
        record = null;
        set(false);
        changes.notify();
        return setup();
      }),
  };

  return {
    isLocked: () => isLocked,
    isSetUp: () => record !== null,
    print: () => (record === null ? null : lockPrint(record.passphrase)),
    lockNow: lock,
    onChange: (listener) => void listeners.push(listener),
    handlers,
    damagedFile: file.damagedFile,
    close: () => clearInterval(timer),
  };
}

function refused(reason: ErrorReason, seconds?: number): Failure {
  return failure('refused', { reason, ...(seconds === undefined ? {} : { params: { seconds } }) });
}
