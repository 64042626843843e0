import { type AuditFilter, everyRecord } from '../../../contract/domain/audit/log.ts';
import { auditOutcomes } from '../../../contract/domain/stored-names.ts';
import { actionsNamed } from './audit-actions.ts';

const names = [
  'text',
  'from',
  'to',
  'action',
  'outcome',
  'operator',
  'connection',
  'user',
  'handle',
  'revocation',
  'ticket',
] as const;

/** A filter of the audit log, as it is in the address of the screen. Absent: it does not restrict. */
export type AuditSearch = { readonly [Name in (typeof names)[number] | 'record']?: string | undefined };

/** Reads an address. What is no text, or no filter of the log, is left out. */
export function parseAuditSearch(input: Readonly<Record<string, unknown>>): AuditSearch {
  const given = [...names, 'record'].flatMap((name) => {
    const value = input[name];
    return typeof value === 'string' && value !== '' ? [[name, value.slice(0, longest)]] : [];
  });
  return Object.fromEntries(given) as AuditSearch;
}

/** As long as an id can be. */
const longest = 1_024;
const longestText = 200;

export function toAuditFilter(search: AuditSearch): AuditFilter {
  const outcome = auditOutcomes.find((one) => one === search.outcome);
  return {
    ...everyRecord,
    from: timeOf(search.from),
    to: timeOf(search.to),
    operator: textOf(search.operator),
    connectionId: textOf(search.connection, 64),
    actions: actionsNamed(search.action),
    userId: textOf(search.user, longest),
    handle: textOf(search.handle, longest),
    revocation: textOf(search.revocation),
    outcomes: outcome === undefined ? null : [outcome],
    ticket: textOf(search.ticket),
    text: textOf(search.text),
  };
}

function textOf(value: string | undefined, most = longestText): string | null {
  return value?.trim().slice(0, most) || null;
}

function timeOf(iso: string | undefined): number | null {
  const at = Date.parse(iso ?? '');
  return Number.isNaN(at) ? null : at;
}

/** How many filters restrict the list. */
export function filterCount(search: AuditSearch): number {
  return names.filter((name) => search[name] !== undefined).length;
}

/** The sequence of the record that is open beside the list; null: none. */
export function openRecord({ record }: AuditSearch): number | null {
  const sequence = Number(record);
  return record !== undefined && Number.isSafeInteger(sequence) && sequence > 0 ? sequence : null;
}
