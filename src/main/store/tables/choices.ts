import type { OpenFile } from '../files/connection.ts';
import { checksum, endOf, intactRows, startOf } from './rows.ts';

/** A user that the operator chose on an ambiguous line. */
export interface Choice {
  readonly user: number;
  /** Number of the list of sessions that was read when this user was chosen. */
  readonly snapshot: number;
}

/** A session of a list that was read for a choice. Text and numbers as they are on disk. */
export interface ChosenSessionRow {
  readonly handle: string;
  readonly created: number | null;
  readonly expiry: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly loginMethod: number | null;
}

type ReadChoice = Choice & { readonly line: number; readonly crc: number };
type ReadChosenSession = ChosenSessionRow & Choice & { readonly crc: number };

export const chosenSessionColumns = `s.user, s.snapshot, s.handle, s.created, s.expiry, s.ip, s.user_agent AS userAgent,
  s.login_method AS loginMethod, s.crc`;

/** Rows that are compared with their checksums at a time. */
const checkedAtOnce = 5_000;

function isChoiceIntact(rev: number): (row: ReadChoice) => boolean {
  return ({ crc, line, snapshot, user }) => checksum(rev, line, user, snapshot) === crc;
}

function chosenValues({ snapshot, user }: Choice, row: ChosenSessionRow) {
  const { created, expiry, handle, ip, loginMethod, userAgent } = row;
  return [user, snapshot, handle, created, expiry, ip, userAgent, loginMethod] as const;
}

function isChosenIntact(row: ReadChosenSession): boolean {
  return checksum(...chosenValues(row, row)) === row.crc;
}

/** Throws `store-damaged` when one of them is damaged. */
export function choicesOf(
  { file, rev }: { readonly file: OpenFile; readonly rev: number },
  line: number,
): Choice[] {
  const rows = file
    .prepare('SELECT line, user, snapshot, crc FROM choice WHERE rev = ? AND line = ? ORDER BY user')
    .all(rev, line);
  return intactRows(rows, isChoiceIntact(rev)).map(({ snapshot, user }) => ({ user, snapshot }));
}

export function insertChoice(file: OpenFile, rev: number, line: number, { snapshot, user }: Choice): void {
  file
    .prepare('INSERT INTO choice VALUES (?, ?, ?, ?, ?)')
    .run(rev, line, user, snapshot, checksum(rev, line, user, snapshot));
}

/** Does nothing when the list has the session. */
export function insertChosenSession(file: OpenFile, choice: Choice, row: ChosenSessionRow): void {
  const values = chosenValues(choice, row);
  file
    .prepare('INSERT OR IGNORE INTO chosen_session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(...values, checksum(...values));
}

/** Rows of a query that selects `chosenSessionColumns` and more. Throws `store-damaged` when one of them is damaged. */
export function toChosenSessions<Row>(rows: readonly unknown[]): (ChosenSessionRow & Row)[] {
  return intactRows<ReadChosenSession & Row>(rows, isChosenIntact);
}

/**
 * Compares all that was chosen with its checksums: a row whose line or user is another one than it was is missing where it
 * belongs. Yields how many rows it compared. Throws `store-damaged`.
 */
export function* checkChosen(file: OpenFile, rev: number): Generator<number, void> {
  let line = 0;
  let user = 0;
  for (;;) {
    const rows = intactRows(
      file
        .prepare(
          `SELECT line, user, snapshot, crc FROM choice WHERE rev = ? AND (line, user) > (?, ?)
           ORDER BY line, user LIMIT ${checkedAtOnce}`,
        )
        .all(rev, line, user),
      isChoiceIntact(rev),
    );
    const last = rows.at(-1);
    if (!last) break;
    ({ line, user } = last);
    yield rows.length;
  }
  let after = { user: startOf(rev), snapshot: 0, handle: '' };
  for (;;) {
    const rows = toChosenSessions<Choice>(
      file
        .prepare(
          `SELECT ${chosenSessionColumns} FROM chosen_session AS s
           WHERE (s.user, s.snapshot, s.handle) > (?, ?, ?) AND s.user <= ?
           ORDER BY s.user, s.snapshot, s.handle LIMIT ${checkedAtOnce}`,
        )
        .all(after.user, after.snapshot, after.handle, endOf(rev)),
    );
    const last = rows.at(-1);
    if (!last) return;
    after = last;
    yield rows.length;
  }
}
