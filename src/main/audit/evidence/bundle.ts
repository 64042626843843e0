import { everyRecord } from '../../../contract/domain/audit/log.ts';
import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import type { GapRow } from '../../../contract/domain/revocation/gap-rows.ts';
import type { AuditAction } from '../../../contract/domain/stored-names.ts';
import { visibleJson } from '../../../contract/domain/text/visible-text.ts';
import { csvBeginning, csvRecord, type ExportRow } from '../../shared/export/csv.ts';
import { jsonLine } from '../../shared/export/write-export.ts';
import type { AuditLog } from '../audit-log.ts';
import { type LogSnapshot, takeSnapshot } from '../exports/log-file.ts';
import { evidencePage } from './evidence-page.ts';
import type { EvidenceRows, EvidenceSource } from './evidence-source.ts';
import { readmeText } from './readme.ts';
import type { WrittenPart, ZipPart } from './zip-file.ts';

export interface BundleRequest {
  readonly revocation: string;
  readonly made: Date;
  /** Of the console. */
  readonly version: string;
  readonly evidence: EvidenceSource;
  readonly log: AuditLog;
  readonly signal: AbortSignal;
  /** Called with the rows that were written since the last time. */
  readonly onRows: (rows: number) => void;
}

/** How many rows the parts have together. */
export function rowsOfBundle({ lines, targets }: EvidenceSource): number {
  return 3 * targets.count + lines.count;
}

/** Rows and records that the page shows; all of them are in the other files. */
const mostOnPage = 1_000;

/**
 * The files of a bundle in their order. The manifest comes last, because it has the sums of all others, and the page
 * before it, because it shows them. Everything is read while it is written, but for the first rows, which the page shows.
 */
export async function bundleParts(request: BundleRequest): Promise<readonly ZipPart[]> {
  const { evidence, log, made, onRows, revocation, signal, version } = request;
  const snapshot = await takeSnapshot(log, { ...everyRecord, revocation }, signal);
  const shown = {
    targets: keepFirst(evidence.targets),
    lines: keepFirst(evidence.lines),
    gaps: [] as GapRow[],
    timeline: [] as AuditRecord[],
  };
  const isSigned = log.state().signing.state === 'signed';
  const facts = { revocation, made, version, head: snapshot.head, isSigned, state: evidence.state };

  return [
    text('README.txt', () => readmeText(facts)),
    text('report.json', () => `${visibleJson(evidence.report, 2)}\n`),
    { path: 'targets.csv', content: () => csv(shown.targets, onRows) },
    { path: 'targets.jsonl', content: () => jsonLines(evidence.targets, onRows) },
    { path: 'plan-lines.csv', content: () => csv(shown.lines, onRows) },
    {
      path: 'sessions-before.jsonl',
      content: () => counted(evidence.sessionsBefore(), onRows),
    },
    { path: 'coverage.json', content: () => coverageJson(evidence, shown.gaps) },
    {
      path: 'audit.jsonl',
      content: () => snapshot.toFile(keepTimeline(snapshot.records, shown.timeline)),
    },
    {
      path: 'index.html',
      content: async function* (files) {
        yield* evidencePage({
          ...facts,
          report: evidence.report,
          coverage: evidence.coverage,
          targets: { ...evidence.targets, first: shown.targets.first },
          lines: { ...evidence.lines, first: shown.lines.first },
          gaps: shown.gaps,
          timeline: shown.timeline,
          files,
        });
      },
    },
    { path: 'manifest.json', content: (files) => once(manifestJson(request, snapshot, files)) },
  ];
}

function text(path: string, make: () => string): ZipPart {
  return { path, content: () => once(make()) };
}

async function* once(content: string): AsyncGenerator<string, void, undefined> {
  yield content;
}

interface FirstRows extends EvidenceRows {
  /** Of those that were read. */
  readonly first: ExportRow[];
}

/** The same rows; the first of them are kept. */
function keepFirst(rows: EvidenceRows): FirstRows {
  const first: ExportRow[] = [];
  return {
    ...rows,
    first,
    rows: async function* () {
      for await (const row of rows.rows()) {
        if (first.length < mostOnPage) first.push(row);
        yield row;
      }
    },
  };
}

async function* csv(
  { columns, rows }: EvidenceRows,
  onRows: (rows: number) => void,
): AsyncGenerator<string, void, undefined> {
  yield csvBeginning(columns);
  for await (const row of rows()) {
    onRows(1);
    yield csvRecord(columns, row);
  }
}

async function* jsonLines(
  { columns, rows }: EvidenceRows,
  onRows: (rows: number) => void,
): AsyncGenerator<string, void, undefined> {
  for await (const row of rows()) {
    onRows(1);
    yield jsonLine(columns, row);
  }
}

async function* counted(
  lines: AsyncIterable<string>,
  onRows: (rows: number) => void,
): AsyncGenerator<string, void, undefined> {
  for await (const line of lines) {
    onRows(1);
    yield line;
  }
}

/** One JSON object, written row by row: a list can have millions of lines that are not covered. */
async function* coverageJson(
  { coverage, gaps }: EvidenceSource,
  shown: GapRow[],
): AsyncGenerator<string, void, undefined> {
  yield `{\n  "coverage": ${visibleJson(coverage)},\n  "not_covered": [`;
  let separator = '\n    ';
  for await (const gap of gaps()) {
    if (shown.length < mostOnPage) shown.push(gap);
    yield separator + visibleJson(gap);
    separator = ',\n    ';
  }
  yield '\n  ]\n}\n';
}

/** Batches have two records each, and their sums are in the report. */
const batchActions: ReadonlySet<AuditAction> = new Set<AuditAction>(['batch.intended', 'batch.ended']);

/** The same records; the first of them that are of no batch are kept. */
async function* keepTimeline(
  pages: AsyncIterable<readonly AuditRecord[]>,
  timeline: AuditRecord[],
): AsyncGenerator<readonly AuditRecord[], void, undefined> {
  for await (const page of pages) {
    for (const record of page)
      if (timeline.length < mostOnPage && !batchActions.has(record.action)) timeline.push(record);
    yield page;
  }
}

/** With the signature of the key that signed the log, over the canonical JSON of everything else. */
function manifestJson(
  { log, made, revocation }: BundleRequest,
  { head }: LogSnapshot,
  files: readonly WrittenPart[],
): string {
  const unsigned = {
    format: 'curfew-evidence',
    version: 1,
    revocation,
    made: made.toISOString(),
    files,
    head: head.hash,
  };
  const { key, signature } = log.sign((name) => ({ ...unsigned, key: name }));
  return `${JSON.stringify({ ...unsigned, key, signature }, null, 2)}\n`;
}
