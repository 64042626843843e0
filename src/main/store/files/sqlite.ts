type Sqlite = typeof import('node:sqlite');

/** `node:sqlite`, without the warning with which earlier releases of Node 24 call it experimental. */
export const { DatabaseSync } = loadSqlite();

/** The warning is written while the module is loaded: every other one, and every later one, is written as ever. */
function loadSqlite(): Sqlite {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: unknown, ...more: never[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) {
      (emitWarning as (...args: unknown[]) => void).call(process, warning, ...more);
    }
  }) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
