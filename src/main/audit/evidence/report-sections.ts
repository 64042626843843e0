import { formatCode, type Html, html, shortTime } from './html.ts';

type Report = Readonly<Record<string, unknown>>;

/** The facts of a report that people look for first, in their order; `report.json` has all of them. */
const facts: readonly (readonly [label: string, ...path: string[]])[] = [
  ['Outcome', 'outcome'],
  ['Ordered by', 'operator'],
  ['Reason', 'reason'],
  ['Ticket', 'ticket'],
  ['Connection', 'connection', 'name'],
  ['Core', 'core', 'address'],
  ['Keys of the core', 'core', 'key_ids'],
  ['Selected', 'selection'],
  ['Planned', 'planned_at'],
  ['Started', 'started_at'],
  ['Read again', 'checked_at'],
  ['Ended', 'ended_at'],
  ['Access tokens of ended sessions have expired by', 'exposure_until'],
  ['Exposure', 'signals', 'exposure'],
  ['Signal receivers', 'signals', 'receivers'],
  ['Sessions in the plan', 'targets'],
  ['Users', 'users'],
  ['Excluded by the operator', 'excluded'],
  ['Passes', 'passes'],
  ['Closed by user id', 'closed_by_user_id'],
  ['New sessions', 'new_sessions'],
  ['Sessions of linked accounts', 'linked_sessions'],
  ['Damaged rows', 'damaged_rows'],
  ['Sessions read before', 'sessions_before'],
];

export function reportSections({ report }: { readonly report: Report }): readonly Html[] {
  const rows = facts.flatMap(([label, ...path]) => {
    const value = path.reduce<unknown>(fieldOf, report);
    const isEmpty = value === undefined || value === null || value === '' || isEmptyList(value);
    return isEmpty
      ? []
      : [
          html`<dt>${label}</dt><dd>${path[0] === 'outcome' ? formatCode(String(value)) : describe(value)}</dd>\n`,
        ];
  });
  return [html`<h2>Report</h2>\n${numbers(report)}\n<dl>${rows}</dl>\n`];
}

/** How the sessions of the plan ended. */
function numbers(report: Report): Html {
  const byState = Object.entries(toRecord(report.by_state)).filter(([, count]) => count !== 0);
  const items = byState.map(
    ([state, count]) => html`<li><b>${Number(count)}</b> ${formatCode(state)}</li>\n`,
  );
  return html`<ul class="numbers">${items}</ul>`;
}

function fieldOf(value: unknown, name: string): unknown {
  return toRecord(value)[name];
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A value of a report in one line of text. */
function describe(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return shortTime(value);
  if (Array.isArray(value)) return value.map(describe).join(value.some(isRecord) ? '; ' : ', ');
  return Object.entries(toRecord(value))
    .filter(([, one]) => one !== null)
    .map(([name, one]) =>
      name === 'type' ? formatCode(String(one)) : `${formatCode(name)}: ${describe(one)}`,
    )
    .join(', ');
}
