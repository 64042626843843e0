import { createTestChain, exportChain, type TestChain, type TestKey } from './audit-records.ts';

/** A log of some runs, with the texts that people type. */
export function exampleLog(key: TestKey | null): TestChain {
  const chain = createTestChain();
  chain.add({ action: 'console.started', connection: null, user: null, elapsedMs: null });
  if (key !== null) chain.makeKey(key);
  for (let run = 1; run <= 4; run += 1) {
    const revocation = `revocation-${run}`;
    const order = {
      revocation,
      correlation: revocation,
      reason: `stolen "laptop" №${run}\u202e`,
      ticket: `INC-${run}`,
    };
    chain.add({ ...order, action: 'run.started', details: { targets: 250, users: 3 } });
    const batch = { batch: `batch-${run}`, pass: 1, count: 250, sha256: `${run}`.repeat(64) };
    chain.add({ ...order, action: 'batch.intended', outcome: 'intended', details: batch });
    chain.add({ ...order, action: 'batch.ended', details: batch, user: null });
    chain.add({ ...order, action: 'run.finished', details: { ended: 250, coverage: 'complete' } });
    chain.checkpoint();
    chain.add({ action: 'user.viewed', user: `user-${run}` });
  }
  chain.checkpoint();
  return chain;
}

/** The part of one run. */
export function exportRun(chain: TestChain, revocation = 'revocation-2'): Promise<string> {
  return exportChain(chain, (record) => record.revocation === revocation, { filter: { revocation } });
}
