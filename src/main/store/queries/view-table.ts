import { addressSortKey } from '../../../contract/domain/text/recorded-address.ts';
import type { OpenFile } from '../files/connection.ts';
import { userFlag } from '../tables/codes.ts';

/** How rows of one kind are selected and sorted, in SQL over the database `source`. */
export interface ViewTable {
  readonly table: string;
  /** Of the row: its table has this name. */
  readonly row: string;
  readonly joins: string;
  /** Whether a row is ever shown. */
  readonly isShown: string;
  /** By the value of `show`. */
  readonly shows: Readonly<Record<string, string>>;
  /** What a column is sorted by. Named as the fields of the rows in `records.ts`. */
  readonly sorts: Readonly<Record<string, string>>;
  /** What is searched: all texts that are shown. */
  readonly texts: readonly string[];
}

/** Whether a row is of one of the operator's own users `u`. */
export const isOwnSql = `coalesce(u.flags & ${userFlag.own} <> 0, 0)`;

/** The tenant that a handle names: see `session-handles.ts`. */
export function tenantSql(handle: string): string {
  return `CASE WHEN ${handle} IS NULL THEN NULL
    WHEN instr(${handle}, '_') IN (0, length(${handle})) THEN 'public'
    ELSE substr(${handle}, instr(${handle}, '_') + 1) END`;
}

const addressKey = 'address_key';

/** What a recorded address is sorted by. `addAddressKey` comes first. */
export function addressKeySql(address: string): string {
  return `${addressKey}(${address})`;
}

/** Lets SQL over this file sort addresses as the window does. What a damaged file has in place of a text is not known. */
export function addAddressKey({ db }: OpenFile): void {
  db.function(addressKey, { deterministic: true, directOnly: true }, (address) =>
    typeof address === 'string' ? addressSortKey(address) : null,
  );
}

/** The name of a number in a column. */
export function nameSql(column: string, names: readonly string[]): string {
  return `CASE ${column} ${names.map((name, code) => `WHEN ${code} THEN '${name}'`).join(' ')} END`;
}
