import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fewArenas } from '../../hosts/shared/few-arenas.ts';
import { builtEntry } from '../../support/built-entry.ts';
import { builtWorker } from '../../support/built-workers.ts';
import { type Measured, measured } from '../measure.ts';
import { endEntry } from '../processes.ts';
import { foundBy } from '../scale/engine-messages.ts';
import type { AuditFound, AuditInput } from './audit-process.ts';

const BUDGET_MB = 120;

/** An audit log of so many records: written by its own writer, then opened, looked through, verified and exported. */
export async function measureAudit(records: number): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'curfew-bench-'));
  const storeWorker = await builtWorker('store');
  const input: AuditInput = { storeWorker, dataDirectory: join(folder, 'data'), records };
  const engine = fork(await builtEntry('test/bench/audit/audit-process.ts'), [JSON.stringify(input)], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...fewArenas },
  });
  try {
    const { memory, sizeMb, times } = await foundBy<AuditFound>(engine);
    const of = `${records.toLocaleString('en')} audit records`;
    return [
      ...times.map(({ name, ms }) => measured({ name: `${of}: ${name}`, unit: 'ms', ours: ms })),
      measured({ name: `${of}: on disk`, unit: 'MB', ours: sizeMb }),
      ...memory.map(({ name, mb }) =>
        measured({ name: `${of}: memory above idle, ${name}`, unit: 'MB', ours: mb, budget: BUDGET_MB }),
      ),
    ];
  } finally {
    await endEntry(engine);
    await rm(folder, { recursive: true, force: true });
  }
}
