import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConnectionSettings } from '../../../src/contract/domain/connection.ts';
import type { Draft, MatchRow } from '../../../src/contract/domain/planning.ts';
import type { Rule } from '../../../src/contract/domain/rule.ts';
import { failure } from '../../../src/contract/failure.ts';
import type { CorePort } from '../../../src/main/core/protocol.ts';
import type { DraftWork } from '../../../src/main/revocation/planning/draft-work.ts';
import type { RulePorts } from '../../../src/main/revocation/planning/rule/draft-ports.ts';
import { restoreRuleDrafts } from '../../../src/main/revocation/planning/rule/restore-rule-drafts.ts';
import { startRuleDraft } from '../../../src/main/revocation/planning/rule/rule-draft.ts';
import type { FakeCall, FakeCore } from './fake-core.ts';

interface StartRule {
  readonly tenants?: readonly string[] | null;
  readonly rule: Rule;
}

export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Where rule drafts are made: a data folder of its own, a connection, and how to start the console anew. */
export interface RuleDesk {
  readonly drafts: string;
  readonly home: string;
  /** Of the connection, as it is now. */
  address: string;
  readonly own: Set<string>;
  readonly start: (request: StartRule) => Promise<DraftWork>;
  readonly restore: () => ReturnType<typeof restoreRuleDrafts>;
  readonly restoreOne: () => Promise<DraftWork>;
  readonly files: () => Promise<string[]>;
  /** What is on disk now. */
  readonly copyFiles: () => Promise<SavedFile[]>;
  /** Has these files on disk, with these bytes. */
  readonly putFiles: (files: readonly SavedFile[]) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function createRuleDesk(port: () => CorePort, wait?: RulePorts['wait']): Promise<RuleDesk> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-rules-'));
  const drafts = join(dataDirectory, 'drafts');
  const home = 'http://core.example';
  const made: DraftWork[] = [];

  const ports: RulePorts = {
    core: port,
    settings: () => ({ ...defaultConnectionSettings, name: 'Core under test', address: desk.address }),
    recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['userAgent'] }),
    isOwn: (userId) => desk.own.has(userId),
    dataDirectory,
    ...(wait ? { wait } : {}),
  };

  async function files(): Promise<string[]> {
    return readdir(drafts).catch(() => []);
  }

  const desk: RuleDesk = {
    drafts,
    home,
    address: home,
    own: new Set(),
    start: async ({ tenants = null, rule }) => {
      const draft = await startRuleDraft(ports, { connectionId: 'under-test', tenants, rule });
      made.push(draft);
      return draft;
    },
    restore: async () => {
      const restored = await restoreRuleDrafts(ports);
      made.push(...restored.drafts);
      return restored;
    },
    restoreOne: async () => {
      const [draft] = (await desk.restore()).drafts;
      if (!draft) throw new Error('No draft was restored.');
      return draft;
    },
    files,
    copyFiles: async () =>
      Promise.all((await files()).map(async (name) => ({ name, bytes: await readFile(join(drafts, name)) }))),
    putFiles: async (saved) => {
      await mkdir(drafts, { recursive: true });
      for (const { name, bytes } of saved) await writeFile(join(drafts, name), bytes);
    },
    remove: async () => {
      // Closed already, some of them.
      for (const draft of made) await draft.close().catch(() => undefined);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  return desk;
}

export function isLog({ name }: SavedFile): boolean {
  return name.endsWith('.rule.jsonl');
}

/** The same files, as if writing had ended in the middle of this one. */
export function cutFile(files: readonly SavedFile[], cut: SavedFile, bytes: number): SavedFile[] {
  return files.map((file) => (file === cut ? { ...file, bytes: file.bytes.subarray(0, bytes) } : file));
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
    fail: (wanted: Wanted) => {
      core.fault = (call, perform) => {
        if (wanted(call)) throw failure('core-error', 'The core answered 500.');
        return perform();
      };
      return () => {
        core.fault = (_call, perform) => perform();
      };
    },
  };
}

/** The draft as it is when nothing is read any more. */
export function settled(draft: DraftWork): Promise<Draft> {
  return until(draft, ({ state }) => state.state !== 'reading');
}

/** The draft, as soon as this is so. */
export function until(draft: DraftWork, wanted: (draft: Draft) => boolean): Promise<Draft> {
  return new Promise((resolve) => {
    const stop = draft.onChange(look);
    function look(): void {
      const now = draft.draft();
      if (!wanted(now)) return;
      stop();
      resolve(now);
    }
    look();
  });
}

export async function matchesOf(draft: DraftWork): Promise<MatchRow[]> {
  const page = await draft.rows({ show: 'all', offset: 0, limit: 500 });
  if (page.of !== 'rule') throw new Error('These are no rows of a rule.');
  return page.rows;
}

/** The handles it hits, in the order of the alphabet. */
export async function handlesOf(draft: DraftWork): Promise<string[]> {
  return (await matchesOf(draft)).map(({ handle }) => handle).sort();
}

function unreachable() {
  return failure('unreachable', 'The core cannot be reached.');
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
}
