import { forEachConcurrent } from '../../../src/main/shared/concurrency/limit.ts';
import { carryOut, startPlan } from '../console/carry-out.ts';
import { openServices } from '../console/services.ts';
import { builtWorkers, type WorkerFiles } from '../console/worker-files.ts';
import { createLightSessions, type LightShape } from '../light/light-sessions.ts';

export interface PastInput {
  readonly uri: string;
  readonly shape: LightShape;
  readonly workerFiles: WorkerFiles;
  readonly dataDirectory: string;
  readonly connectionId: string;
  readonly firstSession: number;
  /** So many revocations, with so many sessions each. */
  readonly small: number;
  readonly each: number;
  /** Sessions of the one that is interrupted. */
  readonly interrupted: number;
}

const AT_ONCE = 4;

async function makePast(input: PastInput): Promise<void> {
  const { connectionId, dataDirectory, each, firstSession, interrupted, shape, small, uri } = input;
  const { handleOf } = createLightSessions(shape);
  const workers = builtWorkers(input.workerFiles);
  const { page } = await openServices({ ...workers, uri, key: null, dataDirectory, connectionId });
  let next = firstSession;

  async function plan(count: number): Promise<string> {
    const handles = Array.from({ length: count }, (_, at) => handleOf(next + at));
    next += count;
    const selection = { type: 'handles', handles } as const;
    return (await page.call('revocation.plan', { connectionId, selection })).id;
  }

  await forEachConcurrent(Array(small).keys(), AT_ONCE, async () => {
    await carryOut(page, await plan(each));
  });
  const id = await plan(interrupted);
  await startPlan(page, id);
  await page.take('revocation.watch', { id }, (items) => {
    for (const item of items) {
      if (item.type === 'report') throw new Error('It ended before it was interrupted.');
      // In the middle of it, as when the power goes.
      if (item.progress.step.done > 0) process.kill(process.pid, 'SIGKILL');
    }
    return false;
  });
}

/** Entry of a process of its own, which kills itself in the end. */
makePast(JSON.parse(process.argv[2] ?? '{}') as PastInput).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
