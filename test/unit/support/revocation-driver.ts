import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { defaultSettings, type Settings } from '../../../src/contract/domain/app.ts';
import {
  type ConnectionSettings,
  defaultConnectionSettings,
} from '../../../src/contract/domain/connection.ts';
import {
  defaultRunOptions,
  type RevocationPlan,
  type RevocationReport,
  type RevocationScope,
  type RunItem,
  type RunOptions,
  type RunProgress,
  revocationPlan,
  revocationReport,
  runItem,
  type ShownTargets,
  type TargetRow,
  targetsPage,
} from '../../../src/contract/domain/revocation.ts';
import type { CorePort, RecordedKeys } from '../../../src/main/core/protocol.ts';
import { createRevocations, type Revocations } from '../../../src/main/revocation/revocations.ts';
import type { Patience } from '../../../src/main/revocation/runs/run.ts';
import { callContext, recordStream } from './stream.ts';

export const connectionId = 'under-test';

interface DriverOptions {
  readonly core: (connectionId: string) => CorePort;
  readonly settings?: () => ConnectionSettings;
  readonly operator?: () => Pick<Settings, 'ownUserIds' | 'ticket'>;
  readonly recordedKeys?: () => RecordedKeys;
  readonly now?: () => number;
  readonly patience?: Patience;
  /** Of an earlier driver, as after a restart; else a new one that is removed with the test. */
  readonly dataDirectory?: string;
  readonly saveFile?: (defaultName: string) => Promise<string | null>;
  readonly onEnded?: (report: RevocationReport) => void;
}

export interface RevocationDriver {
  readonly revocations: Revocations;
  readonly dataDirectory: string;
  readonly plan: (scope: RevocationScope) => Promise<RevocationPlan>;
  readonly start: (
    planId: string,
    more?: Partial<RunOptions>,
    typedCount?: number | null,
  ) => Promise<RunProgress>;
  /** Follows it until it has ended, or stands still. */
  readonly settled: (id: string, onItem?: (item: RunItem) => void) => Promise<RunItem>;
  /** Plan, start, and the report. Rejects when it stands still on the way. */
  readonly end: (scope: RevocationScope, more?: Partial<RunOptions>) => Promise<RevocationReport>;
  /** Stops it where it stands, and gives the report. */
  readonly stopped: (id: string) => Promise<RevocationReport>;
  readonly finished: (id: string) => Promise<RevocationReport>;
  readonly recheck: (id: string) => Promise<RevocationReport>;
  readonly report: (id: string) => Promise<RevocationReport>;
  readonly targets: (id: string, show?: ShownTargets) => Promise<TargetRow[]>;
}

/** Fast enough for a test, slow enough that a core can come back meanwhile. */
const testPatience: Patience = { firstMs: 1, mostMs: 8, giveUpAfterMs: 40 };

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'curfew-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The revocation service, asked as a window would; every answer is checked against the contract. */
export async function openRevocations(options: DriverOptions): Promise<RevocationDriver> {
  const dataDirectory = options.dataDirectory ?? temporaryFolder();
  const revocations = await createRevocations({
    settings: () => ({ ...defaultConnectionSettings, name: 'Test', address: 'http://core.example' }),
    operator: () => defaultSettings,
    recordedKeys: () => ({ ipKeys: [], userAgentKeys: [] }),
    saveFile: async () => null,
    patience: testPatience,
    ...options,
    dataDirectory,
  });
  const { handlers } = revocations;

  async function plan(scope: RevocationScope): Promise<RevocationPlan> {
    return revocationPlan.parse(await handlers['revocation.plan']({ connectionId, scope }, callContext()));
  }

  async function start(planId: string, more: Partial<RunOptions> = {}, typedCount: number | null = null) {
    const answers = { reason: 'stolen laptop', ticket: null, typedCount };
    const request = { planId, ...answers, options: { ...defaultRunOptions, ...more } };
    return handlers['revocation.start'](request, callContext());
  }

  function settled(id: string, onItem?: (item: RunItem) => void): Promise<RunItem> {
    return new Promise((resolve, reject) => {
      let last: RunItem | undefined;
      const recorded = recordStream<RunItem>((items) => {
        for (const item of items) {
          last = runItem.parse(item);
          onItem?.(last);
          if (last.type !== 'progress' || last.progress.run.state !== 'paused') continue;
          resolve(last);
          recorded.abort();
        }
      });
      handlers['revocation.watch']({ id }, recorded.context).then(
        () => (last ? resolve(last) : reject(new Error('Nothing was told.'))),
        (thrown: unknown) => (last ? resolve(last) : reject(thrown)),
      );
    });
  }

  async function finished(id: string): Promise<RevocationReport> {
    const last = await settled(id);
    if (last.type === 'report') return last.report;
    throw new Error(`It stands still: ${JSON.stringify(last.progress.run)}`);
  }

  async function stopped(id: string): Promise<RevocationReport> {
    await handlers['revocation.stop']({ id }, callContext());
    return finished(id);
  }

  return {
    revocations,
    dataDirectory,
    plan,
    start,
    settled,
    finished,
    stopped,
    end: async (scope, more) => {
      const { id } = await plan(scope);
      await start(id, more);
      return finished(id);
    },
    recheck: async (id) => {
      await handlers['revocation.verifyAgain']({ id }, callContext());
      return finished(id);
    },
    report: async (id) => revocationReport.parse(await handlers['revocation.report']({ id }, callContext())),
    targets: async (id, show = 'all') => {
      const rows: TargetRow[] = [];
      for (;;) {
        const asked = { id, show, offset: rows.length, limit: 500 };
        const page = targetsPage.parse(await handlers['revocation.targets'](asked, callContext()));
        rows.push(...page.rows);
        if (rows.length >= page.total) return rows;
      }
    },
  };
}
