import { openAuditLog } from '../../../../src/main/audit/audit-log.ts';
import { openSigningKey } from '../../../../src/main/audit/signing-key.ts';
import { systemClock } from '../../../../src/main/shared/clock.ts';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import { spawnStoreWorker } from '../../support/store/spawn-store-worker.ts';

// A console that intends and ends batches until it is killed, and tells of each record that is on disk.
const [, , dataDirectory = ''] = process.argv;
const turn = (text: string): string => [...text].reverse().join('');
const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
const key = await openSigningKey(dataDirectory, {
  seal: async (text) => turn(text),
  unseal: async (sealed) => ({ text: turn(sealed) }),
});
const log = await openAuditLog({
  store: store.audit,
  key,
  clock: systemClock,
  version: '1',
  operatorName: () => '',
});

function tell(told: object): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

async function batches(lane: number): Promise<void> {
  for (let number = 0; ; number++) {
    const details = { batch: `${process.pid}-${lane}-${number}`, pass: 1, count: 1, sha256: '' };
    const { sequence } = await log.record({
      ...{ action: 'batch.intended', outcome: 'intended', correlation: 'run', revocation: 'run', details },
      targets: { handles: [`${details.batch}`], userIds: [] },
    });
    tell({ intended: details.batch, sequence });
    const ended = await log.record({
      ...{ action: 'batch.ended', outcome: 'done', correlation: 'run', revocation: 'run', details },
    });
    tell({ ended: details.batch, sequence: ended.sequence });
    if (number % 5 === 0) await log.checkpoint();
  }
}

await Promise.all([1, 2, 3, 4].map(batches));
