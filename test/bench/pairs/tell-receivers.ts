import type { LocalReceiver } from '../../integration/support/receivers/test-signals.ts';
import { measured as entry, type Measured, measurePrepared, median } from '../measure.ts';
import { answerOf, endEntry, forkEntry } from '../processes.ts';
import { createBareClient } from './bare-client.ts';
import { createBareTransmitter } from './bare-transmitter.ts';
import type { BenchCore } from './bench-core.ts';
import { openEndingConsole } from './ending-console.ts';

const COUNT = 10_000;
const RECEIVERS = 2;
// One round signs and sends 20,000 events on each side.
const ROUNDS = 3;
const WARM_UPS = 1;

/**
 * Ending many sessions and telling two receivers of each, until they took all events, beside bare calls that end the sessions,
 * sign an event for each of them and receiver, and send it. The report does not wait for receivers: when it was there is measured
 * by itself. There is no budget.
 */
export async function tellReceivers(core: BenchCore): Promise<Measured[]> {
  const { key, uri } = core;
  const processes = Array.from({ length: RECEIVERS }, () =>
    forkEntry(new URL('./receiver-process.ts', import.meta.url)),
  );
  const receivers = await Promise.all(processes.map((child) => answerOf<LocalReceiver>(child)));
  const console = await openEndingConsole({ uri, key, receivers });
  const bare = createBareClient(uri, key);
  const transmitter = await createBareTransmitter(receivers);
  const reportedMs: number[] = [];
  const name = `ending ${COUNT.toLocaleString('en')} sessions of one user, with two signal receivers`;
  try {
    const both = await measurePrepared({
      ...{ name: `${name}, until they took all events`, warmUps: WARM_UPS, rounds: ROUNDS },
      prepare: () => core.freshSessions(1, COUNT),
      beforeOurs: console.plan,
      ours: async () => {
        const ended = await console.end(false);
        complete(ended.outcome === 'complete' ? ended.revoked : -1, COUNT);
        complete(ended.delivered, COUNT * RECEIVERS);
        reportedMs.push(ended.reportedMs);
      },
      bare: async (handles) => {
        complete(await bare.revoke(handles), COUNT);
        complete(await transmitter.tell(handles), COUNT * RECEIVERS);
      },
    });
    const ours = median(reportedMs.slice(WARM_UPS));
    const nothing = { bare: undefined, ratio: undefined, budget: undefined };
    return [both, entry({ name: `${name}, until the report`, unit: 'ms', ours, ...nothing })];
  } finally {
    await console.close();
    await bare.close();
    await transmitter.close();
    await Promise.all(processes.map(endEntry));
  }
}

// A path that leaves something out would be fast.
function complete(done: number, of: number): void {
  if (done !== of) throw new Error(`${done} of ${of} were done.`);
}
