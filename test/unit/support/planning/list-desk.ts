import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { defaultConnectionSettings } from '../../../../src/contract/domain/connection.ts';
import {
  type ChoiceForAll,
  type ChoiceProgress,
  choiceProgress,
} from '../../../../src/contract/domain/planning/change-draft.ts';
import {
  type ControlAction,
  type Draft,
  type DraftState,
  draft as draftSchema,
} from '../../../../src/contract/domain/planning/draft.ts';
import {
  type ListRow,
  rowsPage,
  type ShownRows,
} from '../../../../src/contract/domain/planning/draft-rows.ts';
import type { ListFormat } from '../../../../src/contract/domain/planning/list-format.ts';
import type { RevocationPlan } from '../../../../src/contract/domain/revocation/plan.ts';
import type { CorePort } from '../../../../src/main/core/protocol.ts';
import { createKeyCache } from '../../../../src/main/identity/access-token.ts';
import type { OpenDraft } from '../../../../src/main/planning/draft/draft.ts';
import { restoreDrafts } from '../../../../src/main/planning/drafts.ts';
import {
  type ListPorts,
  restoreListDraft,
  startListDraft,
} from '../../../../src/main/planning/list/list-draft.ts';
import type { ListUpload } from '../../../../src/main/planning/list/list-upload.ts';
import { type Clock, systemClock } from '../../../../src/main/shared/clock.ts';
import type { Store } from '../../../../src/main/store/interface.ts';
import type { ReportTarget } from '../../../../src/main/store/records.ts';
import { openTestStore, temporaryFolder } from '../store/test-store.ts';

export const text: ListFormat = { type: 'text' };
const never = new AbortController().signal;

/** Where lists are read: a store on a folder of its own, a connection, and how to start the console again. */
export interface ListDesk {
  readonly folder: string;
  readonly store: Store;
  /** Without what a test made of it. */
  readonly realStore: Store;
  /** Of the connection, as it is now. */
  address: string;
  ownIds: string[];
  readonly start: (more?: {
    readonly format?: ListFormat;
    readonly size?: number;
    readonly names?: 'not-read';
  }) => Promise<TestList>;
  /** Uploads these lines, and waits until they are read. */
  readonly read: (lines: readonly string[]) => Promise<TestList>;
  /** The lists that are in the store, as after a start of the console. */
  readonly restore: () => Promise<readonly TestList[]>;
  /** The bytes of every file. */
  readonly bytes: () => Promise<Buffer>;
}

/** A draft of a list, asked as the service asks it; every answer is checked against the contract. */
export interface TestList {
  readonly draft: OpenDraft;
  /** None after a restart. */
  readonly upload: ListUpload;
  readonly snapshot: () => Draft;
  readonly uploadLines: (lines: readonly string[]) => Promise<void>;
  readonly finish: (failed?: 'changed' | 'unsent' | null) => Promise<void>;
  readonly until: (...states: DraftState['state'][]) => Promise<Draft>;
  readonly control: (action: ControlAction) => Promise<void>;
  /** Looks up again what is unread, and waits for that. */
  readonly retry: () => Promise<void>;
  readonly rows: (show?: ShownRows) => Promise<ListRow[]>;
  readonly results: () => Promise<string[]>;
  readonly choose: (row: number, userIds: readonly string[], signal?: AbortSignal) => Promise<void>;
  /** The last that was told of it. */
  readonly chooseForAll: (choice: ChoiceForAll, signal?: AbortSignal) => Promise<ChoiceProgress | undefined>;
  readonly freeze: () => Promise<RevocationPlan>;
  /** Freezes it, and reads what a run would begin with. */
  readonly targets: () => Promise<ReportTarget[]>;
}

interface DeskOptions {
  readonly core: () => CorePort;
  /** A store that is open, for instance that of another desk, as after a restart; else a new one. */
  readonly store?: Store;
  /** Of that store. */
  readonly dataDirectory?: string;
  /** A view of the store that a test wants, for instance one that fails. */
  readonly through?: (store: Store) => Store;
  readonly limits?: ListPorts['limits'];
  readonly now?: () => number;
  /** Instead of that of the machine. */
  readonly clock?: Clock;
}

export async function openListDesk({ core, limits, now, through, ...given }: DeskOptions): Promise<ListDesk> {
  const folder = given.dataDirectory ?? (await temporaryFolder());
  const realStore = given.store ?? (await openTestStore(folder));
  const store = through ? through(realStore) : realStore;
  const clock = given.clock ?? { ...systemClock, ...(now ? { now } : {}) };
  const lists: OpenDraft[] = [];
  // Before the store is closed.
  onTestFinished(async () => {
    await Promise.all(lists.map((draft) => draft.close()));
  });

  const ports: ListPorts = {
    store,
    core,
    settings: () => ({ ...defaultConnectionSettings, name: 'Test', address: desk.address }),
    recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['ua'] }),
    ownUserIds: () => desk.ownIds,
    signingKeys: createKeyCache(clock.now),
    clock,
    // Fast enough for a test, and slow enough that a core can come back meanwhile.
    backoff: { firstMs: 1, mostMs: 4, pauseAfterMs: 60 },
    ...(limits ? { limits } : {}),
  };

  const start: ListDesk['start'] = async ({ format = text, size = 1_000_000, names } = {}) => {
    const { draft, upload } = await startListDraft(ports, {
      connectionId: 'test',
      name: 'leaked.txt',
      format,
      size,
      ...(names ? { names } : {}),
    });
    lists.push(draft);
    return toTestList(store, draft, upload);
  };

  const desk: ListDesk = {
    folder,
    store,
    realStore,
    address: 'http://core.example',
    ownIds: [],
    start,
    read: async (lines) => {
      const list = await start();
      await list.uploadLines(lines);
      await list.finish();
      await list.until('ready', 'failed');
      return list;
    },
    restore: async () => {
      const drafts = await restoreDrafts(ports, {
        list: (stored, documents) => restoreListDraft(ports, stored, documents),
        rule: () => Promise.reject(new Error('There is no rule on this desk.')),
      });
      lists.push(...drafts);
      return drafts.map((draft) => toTestList(store, draft, noUpload));
    },
    bytes: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return Buffer.concat(
        await Promise.all(files.map(({ name, parentPath }) => readFile(join(parentPath, name)))),
      );
    },
  };
  return desk;
}

function toTestList(store: Store, draft: OpenDraft, upload: ListUpload): TestList {
  const snapshot = () => draftSchema.parse(draft.snapshot());

  function until(...states: DraftState['state'][]): Promise<Draft> {
    return new Promise((resolve) => {
      const leave = draft.onChange(look);
      function look(): void {
        const now = snapshot();
        if (!states.includes(now.state.state)) return;
        leave();
        resolve(now);
      }
      look();
    });
  }

  async function rows(show: ShownRows = 'all'): Promise<ListRow[]> {
    const page = rowsPage.parse(await draft.rows({ show, offset: 0, limit: 500 }));
    return page.type === 'list' ? page.rows : [];
  }

  async function freeze(): Promise<RevocationPlan> {
    return draft.freeze(never);
  }

  return {
    draft,
    upload,
    snapshot,
    until,
    rows,
    freeze,
    uploadLines: (lines) => upload.add(Buffer.from(lines.map((line) => `${line}\n`).join('')), never),
    finish: (failed = null) => upload.finish(failed),
    control: draft.control,
    retry: async () => {
      await draft.control('retry');
      await until('ready', 'stopped', 'failed', 'paused');
    },
    results: async () => (await rows()).map(({ result }) => result.type),
    choose: (row, userIds, signal = never) => draft.choose(row, userIds, signal),
    chooseForAll: async (choice, signal = never) => {
      let last: ChoiceProgress | undefined;
      await draft.chooseForAll(choice, {
        signal,
        onProgress: (progress) => {
          last = choiceProgress.parse(progress);
        },
      });
      return last;
    },
    targets: async () => {
      await freeze();
      return [...(await store.read.targets({ id: draft.id, view: null, offset: 0, limit: 100_000 }))];
    },
  };
}

const noUpload: ListUpload = {
  add: () => Promise.reject(new Error('A restored list takes no upload.')),
  finish: () => Promise.reject(new Error('A restored list takes no upload.')),
};
