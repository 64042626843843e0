import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RevocationReport } from '../../../src/contract/domain/revocation/report.ts';
import { carryOut } from '../console/carry-out.ts';
import { type BenchServices, openServices } from '../console/services.ts';
import { builtWorkers, type WorkerFiles } from '../console/worker-files.ts';
import { createTeller, runEngine, settleMemory } from './engine-messages.ts';
import { createMeter, memoryMb, type Phase } from './meter.ts';
import { measureReport, type ReportTime } from './report-views.ts';
import { piecesOf } from './scale-list.ts';

export interface ScaleInput {
  readonly uri: string;
  readonly workerFiles: WorkerFiles;
  readonly dataDirectory: string;
  /** A handle a line. */
  readonly listFile: string;
  readonly targets: number;
}

export interface ScaleFound {
  readonly connectionId: string;
  readonly idleMb: number;
  readonly phases: readonly Phase[];
  readonly revoked: number;
  readonly reportTimes: readonly ReportTime[];
}

type Meter = ReturnType<typeof createMeter>;
type Tell = (line: string) => void;

/** Uploads the list and waits until its draft is ready. Gives its id. */
async function planList(
  { page, connectionId }: BenchServices,
  { listFile, targets }: ScaleInput,
  meter: Meter,
  tell: Tell,
): Promise<string> {
  let endPhase = meter.begin('upload');
  const begin = async (name: string): Promise<void> => {
    await endPhase();
    endPhase = meter.begin(name);
  };
  const { size } = await stat(listFile);
  const format = { type: 'text' } as const;
  const { id: draftId } = await page.call('planning.startList', {
    ...{ connectionId, name: basename(listFile), format, size },
  });

  async function upload(): Promise<void> {
    for await (const bytes of piecesOf(listFile)) await page.call('planning.uploadChunk', { draftId, bytes });
    await page.call('planning.finishUpload', { draftId, failed: null });
    await begin('resolve');
  }

  const uploaded = upload();
  let settling: Promise<void> | undefined;
  const ready = page.take('planning.watch', { draftId }, (drafts) => {
    const draft = drafts.at(-1);
    if (draft === undefined) return false;
    const { progress, state, totals } = draft;
    switch (state.state) {
      case 'reading':
        if (progress.type === 'list') tell(`${progress.resolved} of ${progress.lines} lines`);
        return false;
      case 'waiting':
        return false;
      case 'settling':
        settling ??= uploaded.then(() => begin('settle'));
        tell(`settling: ${state.done} of ${state.of}`);
        return false;
      case 'ready':
        if (totals.sessions !== targets) throw new Error(`The list selects ${totals.sessions} sessions.`);
        return true;
      default:
        // Nobody is there to resume it.
        throw new Error(`The list is ${JSON.stringify(state)}.`);
    }
  });
  await Promise.all([ready, uploaded]);
  await settling;
  await endPhase();
  return draftId;
}

async function freeze({ page }: BenchServices, draftId: string, meter: Meter): Promise<string> {
  const endPhase = meter.begin('freeze');
  const { id } = await page.call('planning.freeze', { draftId });
  await endPhase();
  return id;
}

async function endAndVerify(
  { page }: BenchServices,
  planId: string,
  meter: Meter,
  tell: Tell,
): Promise<RevocationReport> {
  const endPhase = meter.begin('end and verify');
  const report = await carryOut(page, planId, tell);
  await endPhase();
  return report;
}

async function measure(input: ScaleInput): Promise<ScaleFound> {
  const { uri, workerFiles, dataDirectory } = input;
  const services = await openServices({ ...builtWorkers(workerFiles), uri, key: null, dataDirectory });
  const tell = createTeller();
  await settleMemory();
  const idleMb = memoryMb();
  const meter = createMeter(dataDirectory);
  const draftId = await planList(services, input, meter, tell);
  const planId = await freeze(services, draftId, meter);
  const report = await endAndVerify(services, planId, meter, tell);
  const endPhase = meter.begin('looking at the report');
  const reportTimes = await measureReport(services.page, report.id, input.targets);
  await endPhase();
  meter.stop();
  await services.close();
  const { connectionId } = services;
  return { connectionId, idleMb, phases: meter.phases, revoked: report.counts.revoked, reportTimes };
}

/** Entry of a process of its own, which is measured: built before, so that nothing of a compiler is in its memory. */
runEngine(measure);
