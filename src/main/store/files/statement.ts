import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** A row by the names of its columns. */
type Row = Record<string, SQLOutputValue>;

export interface Statement extends Pick<StatementSync, 'all' | 'get' | 'run'> {
  readonly iterate: (...values: readonly SQLInputValue[]) => Iterable<Row>;
}

interface Statements {
  readonly prepare: (sql: string) => Statement;
  /** Lets go of all of them: their file is closed. */
  readonly clear: () => void;
}

/** The statements of a file, each prepared once for its text. */
export function createStatements(db: DatabaseSync): Statements {
  const statements = new Map<string, Statement>();
  return {
    prepare(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = prepareStatement(db, sql);
        statements.set(sql, statement);
      }
      return statement;
    },
    clear: () => statements.clear(),
  };
}

/**
 * A statement whose rows are objects as code makes them. Those of `node:sqlite` have their columns in a hash table: to read targets and
 * compare their checksums took twice as long with them.
 */
export function prepareStatement(db: DatabaseSync, sql: string): Statement {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  const namesNow = () => statement.columns().map(({ name }) => name);
  let names = namesNow();

  function toRow(found: unknown): Row {
    const values = found as readonly SQLOutputValue[];
    // SQLite prepares a statement again when the schema was changed.
    if (values.length !== names.length) names = namesNow();
    const row: Row = {};
    for (let at = 0; at < names.length; at += 1) row[names[at] as string] = values[at] as SQLOutputValue;
    return row;
  }

  return {
    all: (...values: readonly never[]) => statement.all(...values).map(toRow),
    get: (...values: readonly never[]) => {
      const found = statement.get(...values);
      return found && toRow(found);
    },
    *iterate(...values) {
      const rows = statement.iterate(...values);
      try {
        for (const found of rows) yield toRow(found);
      } finally {
        // A row that cannot be read leaves it open.
        rows.return?.();
      }
    },
    run: (...values: readonly never[]) => statement.run(...values),
  };
}
