import { onTestFinished } from 'vitest';
import type { StreamContext } from '../../../../src/contract/channels/contract.ts';
import { type AuditLog, openAuditLog } from '../../../../src/main/audit/audit-log.ts';
import { openSigningKey } from '../../../../src/main/audit/signing-key.ts';
import type { Store } from '../../../../src/main/store/interface.ts';
import { eventually } from '../../../unit/support/eventually.ts';
import { openTestStore, temporaryFolder } from '../../../unit/support/store/test-store.ts';
import { recordStream } from '../../../unit/support/stream.ts';
import { createTestClock, type TestClock } from '../../../unit/support/test-clock.ts';
import { reversing } from '../connections.ts';

interface Ground {
  readonly folder: string;
  readonly clock: TestClock;
  readonly store: Store;
  readonly log: AuditLog;
}

export interface LoggedConsole extends Ground {
  /** As the console does at its end; once, however often it is called. */
  readonly close: () => Promise<void>;
}

/** The store, the log and a service beside them as the console opens them, with a clock of the test. */
export async function openLoggedConsole<Service extends { readonly close: () => Promise<void> }>(
  given: Partial<Pick<Ground, 'clock' | 'folder'>>,
  openService: (ground: Ground) => Promise<Service>,
): Promise<LoggedConsole & { readonly service: Service }> {
  const { clock = createTestClock() } = given;
  const folder = given.folder ?? (await temporaryFolder());
  const store = await openTestStore(folder);
  const key = await openSigningKey(folder, reversing());
  const log = await openAuditLog({
    ...{ store: store.audit, key, clock, version: '1.2.3', operatorName: () => 'Ada' },
  });
  const service = await openService({ folder, clock, store, log });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      await service.close();
      await log.close();
      await store.close();
    })();
    return closing;
  };
  onTestFinished(close);
  return { folder, clock, store, log, service, close };
}

/** What a stream tells first. */
export async function firstShown<Item>(
  watch: (context: StreamContext<Item>) => Promise<unknown>,
): Promise<Item> {
  const { context, items, abort } = recordStream<Item>();
  const watched = watch(context).catch(() => undefined);
  const shown = await eventually(() => {
    const [first] = items;
    if (first === undefined) throw new Error('Nothing was shown yet.');
    return first;
  });
  abort();
  await watched;
  return shown;
}

export function once<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
