import { lstat, readFile } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { StreamContext } from '../../contract/channels/contract.ts';
import type { GapsExport } from '../../contract/domain/revocation/gap-rows.ts';
import type { TargetRow, TargetsExport } from '../../contract/domain/revocation/targets.ts';
import type { Exported, ExportFormat, ExportItem, ExportProgress } from '../../contract/domain/rows.ts';
import { failure } from '../../contract/failure.ts';
import { createProgressReporter } from '../shared/changes.ts';
import type { Clock } from '../shared/clock.ts';
import type { ExportRow } from '../shared/export/csv.ts';
import { writeExport } from '../shared/export/write-export.ts';
import type { Signals } from '../signals/signals-port.ts';
import type { Store } from '../store/interface.ts';
import type { OperationProgress } from '../store/long-call.ts';
import { eachGap, type GapLists } from './gap-lists.ts';
import type { DamagedRows } from './report/damaged-rows.ts';
import type { StoredRun } from './report/documents.ts';
import { exportColumns, toExportRows, toReportHead } from './report/export.ts';
import { exportGapRows, gapColumns } from './report/export-gaps.ts';
import { countTargets, isNatural, planOfTargets, toTargetRow, toViewRequest } from './report-rows.ts';
import { readSignals } from './signals/read-signals.ts';
import type { StoredRevocations } from './stored-revocations.ts';

/** Writes rows of a report into a file that the operator chooses, and what the report says beside them into a file beside it; null when none is chosen. */
export interface ReportFiles {
  readonly targets: (request: TargetsExport, context: StreamContext<ExportItem>) => Promise<void>;
  /** What is not covered, one by one. What is only counted is in the file beside it. */
  readonly gaps: (request: GapsExport, context: StreamContext<ExportItem>) => Promise<void>;
}

interface ReportFileParts {
  readonly store: Store;
  readonly stored: StoredRevocations;
  readonly damagedRows: Pick<DamagedRows, 'counted'>;
  readonly gaps: GapLists;
  readonly signals: Pick<Signals, 'outcomes' | 'pastReceiversOf' | 'receiversOf'>;
  readonly saveFile: (defaultName: string) => Promise<string | null>;
  /** Null: there is no such connection any more. */
  readonly connectionName: (connectionId: string) => string | null;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who is told how far a step of an export is. */
type ReportStep = (step: ExportProgress['step']) => (progress: OperationProgress) => void;

interface RowsForFile {
  readonly id: string;
  readonly format: ExportFormat;
  /** Which rows of the report these are, for the names of the files and for the head. */
  readonly show: string;
  /** Empty: none. */
  readonly search: string;
  readonly columns: readonly string[];
  readonly rows: (run: StoredRun, signal: AbortSignal, report: ReportStep) => AsyncIterable<ExportRow>;
}

const exportPage = 1_000;
/** While a watch goes on, rows are read again so often until they are of one moment. */
const exportTries = 3;
const endings: Readonly<Record<ExportFormat, string>> = { csv: 'csv', 'json-lines': 'jsonl' };

/** Of a head, in bytes: a rule of the operator is the longest part of it. */
const longestHead = 1_000_000;

const headOfRows = z.object({ revocation: z.string(), rows: z.object({ file: z.string() }) });

export function createReportFiles(parts: ReportFileParts): ReportFiles {
  const { clock, connectionName, damagedRows, gaps, saveFile, signals, stored } = parts;
  const { read } = parts.store;

  /** The rows of a view that is closed at the end. */
  async function* targetsOf(
    asked: TargetsExport,
    run: StoredRun,
    signal: AbortSignal,
    report: ReportStep,
  ): AsyncGenerator<TargetRow> {
    const { id } = asked;
    const plan = planOfTargets(run.plan.plan);
    const { total, view } = isNatural(asked)
      ? { view: null, total: countTargets(run.counts) }
      : await read.openView(toViewRequest(asked), { signal, onProgress: report('finding') });
    const writing = report('writing');
    try {
      for (let offset = 0; ; offset += exportPage) {
        writing({ done: Math.min(offset, total), of: total });
        const targets = await read.targets({ id, view, offset, limit: exportPage });
        for (const target of targets) yield toTargetRow(target, plan);
        if (targets.length < exportPage) return;
      }
    } finally {
      if (view !== null) await read.closeView({ view }).catch(() => undefined);
    }
  }

  async function write(file: RowsForFile, { emit, signal }: StreamContext<ExportItem>): Promise<void> {
    const progress = createProgressReporter((item: ExportProgress) => emit([item]));
    const report: ReportStep =
      (step) =>
      ({ done, of }) =>
        progress({ type: 'progress', step, done, of });
    await emit([{ type: 'done', exported: await writeChosen(file, signal, report) }]);
  }

  /** Null: no file was chosen. */
  async function writeChosen(file: RowsForFile, signal: AbortSignal, report: ReportStep): Promise<Exported> {
    const { format, id, show } = file;
    await stored.load(id);
    const part = show === 'all' ? '' : `-${show}`;
    const path = await saveFile(`revocation-${id.slice(0, 8)}${part}.${endings[format]}`);
    if (path === null) return null;
    const paths = { path, headPath: await headPathOf(path) };
    for (let tries = 1; ; tries++) {
      const exported = await writeRows(file, paths, tries < exportTries, signal, report);
      if (exported !== 'changed') return exported;
    }
  }

  /** `changed`: numbers changed while the rows were read, and nothing was written. Unless it `mustFit`, it is written, and the head says so. */
  async function writeRows(
    { columns, format, id, rows, search, show }: RowsForFile,
    { headPath, path }: { readonly path: string; readonly headPath: string },
    mustFit: boolean,
    signal: AbortSignal,
    report: ReportStep,
  ): Promise<Exported | 'changed'> {
    const before = await stored.load(id);
    const checking = { signal, onProgress: report('checking') };
    const damaged = await damagedRows.counted(id, before.counts, checking);
    const changed = failure('aborted');
    const value = async () => {
      const tokensToEnd = await read.countTargets({ id, where: 'tokens-to-end' });
      const run = await stored.load(id);
      const told = await readSignals({ read, signals }, run, damaged);
      const hasChanged = !isDeepStrictEqual(run.counts, before.counts);
      if (hasChanged && mustFit) throw changed;
      const numbers = { at: clock.now(), damagedRows: damaged, tokensToEnd, signals: told };
      const written = { file: basename(path), show, search, changed_meanwhile: hasChanged };
      return toReportHead(run, connectionName(run.plan.plan.connectionId), numbers, written);
    };
    const head = { path: headPath, value };
    try {
      return await writeExport({ path, format, columns, rows: rows(before, signal, report), head, signal });
    } catch (thrown) {
      if (thrown === changed) return 'changed';
      throw thrown;
    }
  }

  return {
    targets: (request, context) =>
      write(
        {
          ...request,
          columns: exportColumns,
          rows: (run, signal, report) =>
            toExportRows(targetsOf(request, run, signal, report), run.plan.plan.source),
        },
        context,
      ),
    gaps: ({ format, id }, context) =>
      write(
        {
          ...{ id, format, show: 'not-covered', search: '' },
          columns: gapColumns,
          rows: (_run, signal, report) => exportGapRows(eachGap(gaps, id, signal, report('writing'))),
        },
        context,
      ),
  };
}

/** "targets.csv": "targets.head.json", or the next free name where a file is there that no export has put beside these rows. */
async function headPathOf(path: string): Promise<string> {
  const { base, dir, name } = parse(path);
  for (let number = 1; ; number += 1) {
    const head = join(dir, `${name}.head${number === 1 ? '' : `-${number}`}.json`);
    if (await mayBeReplaced(head, base)) return head;
  }
}

/** Nothing, or the head of an earlier export into the same file. The operator was not asked about any other. */
async function mayBeReplaced(head: string, rowsFile: string): Promise<boolean> {
  const found = await lstat(head).catch(() => null);
  if (found === null) return true;
  if (!found.isFile() || found.size > longestHead) return false;
  return isHeadOf(rowsFile, await readFile(head, 'utf8').catch(() => ''));
}

function isHeadOf(rowsFile: string, text: string): boolean {
  try {
    const { success, data } = headOfRows.safeParse(JSON.parse(text));
    return success && data.rows.file === rowsFile;
  } catch {
    return false;
  }
}
