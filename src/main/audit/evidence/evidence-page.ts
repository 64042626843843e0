import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import type { GapRow } from '../../../contract/domain/revocation/gap-rows.ts';
import type { ExportRow } from '../../shared/export/csv.ts';
import { formatCode, type Html, html, shortTime } from './html.ts';
import { pagePolicy, pageStyle } from './page-style.ts';
import type { BundleFacts } from './readme.ts';
import { reportSections } from './report-sections.ts';
import type { WrittenPart } from './zip-file.ts';

interface PageRows {
  /** Of all. */
  readonly count: number;
  /** Those that are shown. */
  readonly first: readonly ExportRow[];
}

export interface PageContent extends BundleFacts {
  readonly report: Readonly<Record<string, unknown>>;
  readonly coverage: Readonly<Record<string, number | null>>;
  readonly targets: PageRows;
  readonly lines: PageRows;
  /** The first of them. */
  readonly gaps: readonly GapRow[];
  /** The first records, without those of batches. */
  readonly timeline: readonly AuditRecord[];
  /** All files but this one and the manifest. */
  readonly files: readonly WrittenPart[];
}

/**
 * A page for people, in one file. It loads nothing and has no script. Nothing of what cores, applications and operators
 * wrote is read as HTML.
 */
export function* evidencePage(content: PageContent): Generator<string, void, undefined> {
  yield head(content).html;
  yield* reportSections(content).map((section) => section.html);
  yield timeLine(content.timeline).html;
  yield table({
    title: 'Sessions',
    about: 'Every session of the plan, and sessions that were found later.',
    columns: targetColumns,
    rows: content.targets.first,
    count: content.targets.count,
    file: 'targets.csv',
  }).html;
  if (content.lines.count > 0) {
    yield table({
      title: 'Lines of the list',
      about: 'What the plan was made from, and what each line selected.',
      columns: lineColumns,
      rows: content.lines.first,
      count: content.lines.count,
      file: 'plan-lines.csv',
    }).html;
  }
  yield notCovered(content).html;
  yield filesOf(content).html;
  yield '</main>\n</body>\n</html>\n';
}

function head({ head: { hash, sequence }, isSigned, made, revocation, state, version }: PageContent): Html {
  const title = `Evidence of revocation ${revocation}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ html: pagePolicy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ html: pageStyle }}</style>
</head>
<body>
<main>
<h1>Evidence of a revocation</h1>
<p class="quiet">Written by Curfew ${version} on ${made.toISOString()}. All times are UTC.</p>
${state === 'interrupted' ? interrupted : null}
${isSigned ? null : unsigned}
<dl>
<dt>Revocation</dt><dd class="mono">${revocation}</dd>
<dt>Head hash</dt><dd><span class="mono">${hash}</span>
record ${sequence}, the newest of the audit log when this was written</dd>
<dt>To check</dt><dd>README.txt says how to check this bundle without a network.</dd>
</dl>
`;
}

const interrupted = html`<p class="warn">The revocation has not ended: the console was ended before. Sessions in state
“planned” were not sent. Nobody read again what was sent last.</p>`;

const unsigned = html`<p class="warn">The audit log is not signed, because the computer of the console has no secret store.
Whoever has this file could have made it up. Compare its records with a complete export of the log.</p>`;

/** Cells of a table; the whole rows are in the file. */
type Columns = Readonly<Record<string, string>>;

const targetColumns: Columns = {
  handle: 'Session handle',
  state: 'State',
  tenant: 'Tenant',
  user: 'User id',
  name: 'Name',
  email: 'E-mail',
  login_method: 'Signed in with',
  created: 'Created',
  revoked_at: 'Ended',
  exposure_until: 'Access tokens until',
  ip: 'Network',
  user_agent: 'Device',
  selected_by: 'Selected by',
  line: 'Line',
  error_code: 'Error',
  damaged: 'Damaged',
};

const lineColumns: Columns = {
  line: 'Line',
  text: 'Text',
  kind: 'Kind',
  result: 'Result',
  user: 'User id',
  name: 'Name',
  session: 'Session handle',
  sessions_added: 'Sessions added',
  excluded: 'Excluded',
  duplicate_of_line: 'Same as line',
  reason: 'Reason',
  error_code: 'Error',
  damaged: 'Damaged',
};

interface TableContent {
  readonly title: string;
  readonly about: string;
  readonly columns: Columns;
  readonly rows: readonly ExportRow[];
  readonly count: number;
  readonly file: string;
}

function table({ about, columns, count, file, rows, title }: TableContent): Html {
  const names = Object.keys(columns);
  const id = file.replace(/[^a-z]/g, '-');
  const cut =
    rows.length < count
      ? html`The first ${rows.length} of ${count} rows are shown. All of them are in ${file}.`
      : html`${count} ${count === 1 ? 'row' : 'rows'}, also in ${file}.`;
  return html`<h2 id="${id}">${title}</h2>
<p>${about} ${cut}</p>
${
  rows.length === 0
    ? null
    : scrolled(
        id,
        names.map((name) => columns[name] ?? name),
        rows.map((row) => names.map((name) => row[name] ?? null)),
      )
}
`;
}

function scrolled(
  id: string,
  headings: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): Html {
  return html`<div class="wide" role="region" tabindex="0" aria-labelledby="${id}">
<table><thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell === null ? null : shortTime(String(cell))}</td>`)}</tr>\n`)}</tbody></table>
</div>`;
}

function timeLine(records: readonly AuditRecord[]): Html {
  return html`<h2>Time line</h2>
<p>From the audit log, without the batches of the run. All records of this revocation are in audit.jsonl.</p>
<ol class="time-line">${records.map(moment)}</ol>
`;
}

function moment({ action, details, operator, outcome, reason, sequence, ticket, time }: AuditRecord): Html {
  const facts = Object.entries({ ...(reason ? { reason } : {}), ...(ticket ? { ticket } : {}), ...details })
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · ');
  const who = operator.name === '' ? operator.account : operator.name;
  return html`<li><time datetime="${time}">${shortTime(time)}</time><div><b>${action}</b> ${outcome === 'done' ? null : outcome}
<small>record ${String(sequence)} · ${who}${facts === '' ? null : ` · ${facts}`}</small></div></li>
`;
}

function notCovered({ coverage, gaps }: PageContent): Html {
  const counts = Object.entries(coverage).filter(([, count]) => count !== 0);
  if (counts.length === 0)
    return html`<h2>Not covered</h2>\n<p>Everything that was asked for was covered.</p>\n`;
  const numbers = counts.map(
    ([name, count]) => html`<dt>${formatCode(name)}</dt><dd>${count ?? 'not known how many'}</dd>\n`,
  );
  const rows = gaps.map((gap) => [gap.type, describeGap(gap)]);
  return html`<h2 id="not-covered">Not covered</h2>
<p>This was not covered. coverage.json has all of it that is known one by one.</p>
<dl>${numbers}</dl>
${rows.length === 0 ? null : scrolled('not-covered', ['Kind', 'What'], rows)}
`;
}

function describeGap(gap: GapRow): string {
  switch (gap.type) {
    case 'line':
      return `line ${gap.line}: ${gap.text} (${gap.why.type})`;
    case 'user':
      return gap.userId;
    case 'session':
      return `${gap.handle} of ${gap.userId}`;
    case 'undecided':
      return `${gap.handle} of ${gap.name ?? gap.userId}, not recorded: ${gap.undecidedFor.join(', ')}`;
    case 'damaged':
      return 'the row on disk is damaged';
  }
}

function filesOf({ files }: PageContent): Html {
  const rows = files.map(({ bytes, path, sha256 }) => [path, bytes.toLocaleString('en-US'), sha256]);
  return html`<h2 id="files">Files</h2>
<p>manifest.json has the same sums, and that of this page.</p>
${scrolled('files', ['File', 'Bytes', 'SHA-256'], rows)}
`;
}
