import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConnectionSettings } from '../../../../src/contract/domain/connection.ts';
import { type Draft, isReading } from '../../../../src/contract/domain/planning/draft.ts';
import type { MatchRow } from '../../../../src/contract/domain/planning/draft-rows.ts';
import type { Rule } from '../../../../src/contract/domain/rule.ts';
import { failure } from '../../../../src/contract/failure.ts';
import type { CorePort } from '../../../../src/main/core/protocol.ts';
import type { DraftPorts, OpenDraft } from '../../../../src/main/planning/draft/draft.ts';
import { restoreDrafts } from '../../../../src/main/planning/drafts.ts';
import { restoreRuleDraft, startRuleDraft } from '../../../../src/main/planning/rule/rule-draft.ts';
import { defaultBackoff } from '../../../../src/main/shared/retry/core-health.ts';
import { createCommitLog } from '../../../../src/main/store/client/commit-log.ts';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import type { Store } from '../../../../src/main/store/interface.ts';
import type { SpawnStoreWorker } from '../../../../src/main/store/worker/protocol.ts';
import type { FakeCall, FakeCore } from '../cores/fake-core.ts';
import { spawnStoreWorker } from '../store/test-store.ts';
import { createTestClock } from '../test-clock.ts';

interface StartRule {
  readonly tenants?: readonly string[] | null;
  readonly rule: Rule;
}

/** Where rule drafts are made: a store of its own, a connection, and how to start the console again. */
export interface RuleDesk {
  readonly store: Store;
  readonly home: string;
  /** Of the connection, as it is now. */
  address: string;
  readonly own: Set<string>;
  /** `store`: another view of the store, for instance one that fails. */
  readonly start: (request: StartRule, store?: Store) => Promise<OpenDraft>;
  /** The drafts that are in the store, as after a start of the console. */
  readonly restore: (store?: Store) => Promise<readonly OpenDraft[]>;
  readonly restoreOne: (store?: Store) => Promise<OpenDraft>;
  /** Everything that is on disk, beside open files. */
  readonly files: () => Promise<readonly { readonly name: string; readonly bytes: Buffer }[]>;
  /** Removes all drafts: between two tests on one desk. */
  readonly clear: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

interface RuleDeskOptions {
  readonly clock?: DraftPorts['clock'];
  readonly backoff?: DraftPorts['backoff'];
  /** Threads of the store that a test wants. */
  readonly spawn?: SpawnStoreWorker;
}

/** On its clock, unless another one is given, every wait is over at once. */
export async function createRuleDesk(port: () => CorePort, options: RuleDeskOptions = {}): Promise<RuleDesk> {
  const {
    clock = createTestClock('automatic'),
    backoff = defaultBackoff,
    spawn = spawnStoreWorker,
  } = options;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-rules-'));
  const store = await openStore({ dataDirectory, spawn });
  const home = 'http://core.example';
  const made: OpenDraft[] = [];

  function portsOn(on: Store): DraftPorts {
    return {
      store: on,
      core: port,
      settings: () => ({ ...defaultConnectionSettings, name: 'Core under test', address: desk.address }),
      recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['userAgent'] }),
      ownUserIds: () => [...desk.own],
      clock,
      backoff,
    };
  }

  const desk: RuleDesk = {
    store,
    home,
    address: home,
    own: new Set(),
    start: async ({ tenants = null, rule }, on = store) => {
      const draft = await startRuleDraft(portsOn(on), { connectionId: 'under-test', tenants, rule });
      made.push(draft);
      return draft;
    },
    restore: async (on = store) => {
      const ports = portsOn(on);
      const restored = await restoreDrafts(ports, {
        list: () => Promise.reject(new Error('There is no list on this desk.')),
        rule: (stored, documents) => restoreRuleDraft(ports, stored, documents),
      });
      made.push(...restored);
      return restored;
    },
    restoreOne: async (on) => {
      const [draft] = await desk.restore(on);
      if (!draft) throw new Error('No draft was restored.');
      return draft;
    },
    files: async () => {
      const entries = await readdir(dataDirectory, { recursive: true, withFileTypes: true });
      const names = entries
        .filter((entry) => entry.isFile())
        .map(({ name, parentPath }) => join(parentPath, name));
      return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(name) })));
    },
    clear: async () => {
      // Of a draft and what was restored of it, the first takes the file away.
      for (const draft of made.splice(0)) await draft.discard().catch(() => undefined);
      desk.own.clear();
      desk.address = home;
    },
    remove: async () => {
      await desk.clear();
      await store.close();
      await rm(dataDirectory, { recursive: true });
    },
  };
  return desk;
}

/** The same store, but what is asked to be written fails unless `mayWrite` says yes. */
export function gatedStore(store: Store, mayWrite: () => boolean): Store {
  function check(): void {
    if (!mayWrite()) throw failure('store-unavailable');
  }

  return {
    ...store,
    write: {
      ...store.write,
      // Of the drafts that share the real store, one must not close it under another.
      rest: async () => undefined,
      exclude: async (...call) => {
        check();
        return store.write.exclude(...call);
      },
    },
    openLog: (id, onCommit = () => undefined) =>
      createCommitLog({
        readCounts: () => store.read.counts({ id }),
        write: async (commit, changes) => {
          check();
          return { counts: await store.write.commit({ id, commit, changes }), applied: true };
        },
        onCommit,
      }),
  };
}

/** The store of a console that is killed after so many commits: nothing is written any more. */
export function cutAfter(store: Store, commits: number): Store {
  let left = commits;
  return gatedStore(store, () => left-- > 0);
}

/** How a fake core misbehaves for a while. */
export function troubleOf(core: FakeCore) {
  type Wanted = (call: FakeCall) => boolean;

  return {
    /** The first such call waits until it is released, or is aborted. */
    hold: (wanted: Wanted) => {
      let arrived: () => void = () => undefined;
      let release: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      let held = false;
      core.fault = async (call, perform) => {
        if (held || !wanted(call)) return perform();
        held = true;
        arrived();
        await Promise.race([released, aborted(call.signal)]);
        call.signal?.throwIfAborted();
        return perform();
      };
      return { reached, release };
    },
    /** So many calls do not reach the core. */
    away: (calls: number) => {
      let left = calls;
      core.fault = (_call, perform) => {
        left -= 1;
        if (left >= 0) throw unreachable();
        return perform();
      };
    },
    /** From the first such call on none reaches the core, until it is back. */
    awayFrom: (wanted: Wanted) => {
      let isAway = false;
      core.fault = (call, perform) => {
        isAway ||= wanted(call);
        if (isAway) throw unreachable();
        return perform();
      };
      return () => {
        core.fault = (_call, perform) => perform();
      };
    },
    /** Such calls alone are answered with an error, until it is healed. */
    fail: (wanted: Wanted, error = failure('core-error')) => {
      core.fault = (call, perform) => {
        if (wanted(call)) throw error;
        return perform();
      };
      return () => {
        core.fault = (_call, perform) => perform();
      };
    },
  };
}

/** The draft as it is when nothing is read any more. */
export function settled(draft: OpenDraft): Promise<Draft> {
  return until(draft, ({ state }) => !isReading(state));
}

/** The draft, as soon as this is so. */
export function until(draft: OpenDraft, wanted: (draft: Draft) => boolean): Promise<Draft> {
  return new Promise((resolve) => {
    const stop = draft.onChange(look);
    function look(): void {
      const now = draft.snapshot();
      if (!wanted(now)) return;
      stop();
      resolve(now);
    }
    look();
  });
}

export async function matchesOf(draft: OpenDraft): Promise<MatchRow[]> {
  const page = await draft.rows({ show: 'all', offset: 0, limit: 500 });
  if (page.type !== 'rule') throw new Error('These are not rows of a rule.');
  return page.rows;
}

/** The handles it selects, in the order of the alphabet. */
export async function handlesOf(draft: OpenDraft): Promise<string[]> {
  return (await matchesOf(draft)).map(({ handle }) => handle).sort();
}

export function freeze(draft: OpenDraft) {
  return draft.freeze(new AbortController().signal);
}

/** Whether a call is about this user. */
export function isOfUser({ input }: FakeCall, userId: string | undefined): boolean {
  return typeof input === 'object' && input !== null && Reflect.get(input, 'userId') === userId;
}

export function isOfHandle({ input }: FakeCall, handle: string): boolean {
  return typeof input === 'object' && input !== null && Reflect.get(input, 'handle') === handle;
}

function unreachable() {
  return failure('unreachable');
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
}
