import { errorCodes } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { OpenFile } from '../files/connection.ts';
import { type CountRepository, readNumbers } from './counts.ts';
import { allRows, checksum, cut, rowIsDamaged, toId } from './rows.ts';

/** Errors of targets and lines, each stored once, by number. During one transaction; written by `flush`. */
export interface ErrorRepository {
  /** The number of the error, which is added when it is a new one. */
  readonly idOf: (error: AppError) => number;
  /** The same object for the same number. */
  readonly get: (id: number) => AppError;
  /** So many targets more have this error now. */
  readonly addTargets: (id: number, by: number) => void;
  readonly flush: () => void;
}

/** Errors that differ only in their details: of more than so many the details are not stored. */
const maxErrors = 10_000;

export function createErrorRepository(file: OpenFile, rev: number, counts: CountRepository): ErrorRepository {
  const byId = new Map<number, AppError>();
  const ids = new Map<AppError, number>();
  const changes = new Map<number, number>();

  function find(json: string): number | undefined {
    const row = file.prepare('SELECT id FROM error WHERE rev = ? AND json = ?').get(rev, json);
    return row?.id as number | undefined;
  }

  function insert(code: string, json: string): number {
    const id = toId(rev, counts.next('error'));
    file
      .prepare('INSERT INTO error VALUES (?, ?, ?, ?, 0, ?)')
      .run(id, rev, code, json, checksum(id, json, 0));
    return id;
  }

  function idOf(error: AppError): number {
    const stored = withShortParams(error);
    const json = JSON.stringify(stored);
    const known = find(json);
    if (known !== undefined) return known;
    if (counts.get('last.error') < maxErrors) return insert(error.code, json);
    const { params: _, ...rest } = stored;
    const short = JSON.stringify(rest);
    return find(short) ?? insert(error.code, short);
  }

  return {
    idOf: (error) => {
      const known = ids.get(error);
      if (known !== undefined) return known;
      const id = idOf(error);
      ids.set(error, id);
      return id;
    },
    get: (id) => {
      const known = byId.get(id);
      if (known) return known;
      const error = readErrors(file, [id]).get(id);
      if (!error) throw rowIsDamaged();
      byId.set(id, error);
      ids.set(error, id);
      return error;
    },
    addTargets: (id, by) => changes.set(id, (changes.get(id) ?? 0) + by),
    flush: () => {
      for (const [id, by] of changes) {
        if (by === 0) continue;
        const row = file.prepare('SELECT json, targets, crc FROM error WHERE id = ?').get(id);
        if (!row || checksum(id, row.json as string, row.targets as number) !== row.crc) throw rowIsDamaged();
        const targets = (row.targets as number) + by;
        file
          .prepare('UPDATE error SET targets = ?, crc = ? WHERE id = ?')
          .run(targets, checksum(id, row.json as string, targets), id);
      }
      changes.clear();
    },
  };
}

interface ErrorRow {
  readonly id: number;
  readonly json: string;
  readonly targets: number;
  readonly crc: number;
}

/** The errors with these numbers, without those that are damaged or not there. */
export function readErrors(file: OpenFile, ids: readonly number[]): Map<number, AppError> {
  if (ids.length === 0) return new Map();
  const sql =
    'SELECT e.id, e.json, e.targets, e.crc FROM json_each(?) AS j CROSS JOIN error AS e ON e.id = j.value';
  const rows = allRows(file, sql, JSON.stringify(ids)) as ErrorRow[];
  return new Map(rows.filter(isIntact).map(({ id, json }) => [id, parse(json)]));
}

/** The first error of each code that targets have now, of the errors with these numbers. */
function firstErrors(file: OpenFile, ids: readonly number[]): AppError[] {
  const sql = 'SELECT id, json, targets, crc FROM error WHERE id BETWEEN ? AND ? ORDER BY id';
  const rows = allRows(file, sql, ids[0] ?? 0, ids.at(-1) ?? 0) as ErrorRow[];
  // A damaged row may have been of a target, or not.
  if (rows.length < ids.length || !rows.every(isIntact)) throw rowIsDamaged();
  const first = new Map<string, AppError>();
  for (const { json } of rows.filter(({ targets }) => targets > 0)) {
    const error = parse(json);
    if (!first.has(error.code)) first.set(error.code, error);
  }
  return [...first.values()];
}

function isIntact({ id, json, targets, crc }: ErrorRow): boolean {
  return checksum(id, json, targets) === crc;
}

const codes: ReadonlySet<string> = new Set(errorCodes);

/** By hand, without a schema: see `contract/domain/stored-names.ts`. The checksum of the row was right. */
function parse(json: string): AppError {
  const error = JSON.parse(json) as AppError;
  if (!codes.has(error.code)) throw rowIsDamaged();
  return error;
}

function withShortParams(error: AppError): AppError {
  if (!error.params) return error;
  const params = Object.fromEntries(
    Object.entries(error.params).map(([name, value]) => [
      cut(name),
      typeof value === 'string' ? cut(value) : value,
    ]),
  );
  return { ...error, params };
}

/** The first error of each code of targets that are unknown, failed or still active. */
export function readTargetErrors(file: OpenFile, rev: number): AppError[] {
  const last = readNumbers(file, rev)('last.error');
  return firstErrors(
    file,
    Array.from({ length: last }, (_, at) => toId(rev, at + 1)),
  );
}
