import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { lineCode, stateCode } from './codes.ts';
import { checksum } from './rows.ts';

/**
 * Ordered: the n-th makes version n out of version n - 1. The first is what an empty file gets. A migration that was
 * released never changes.
 *
 * Ids are packed: see `rows.ts`. Columns that refer to a row have its packed id. `crc` is the CRC-32 over the rest of
 * the row: SQLite itself does not see a flipped bit.
 */
export const migrations: readonly ((db: DatabaseSync) => void)[] = [
  (db) => db.exec(version1),
  // 0 leaves the checksums of rows as they are: millions of rows need not be written again.
  (db) => db.exec('ALTER TABLE target ADD COLUMN oauth INTEGER NOT NULL DEFAULT 0'),
  (db) => db.exec(version3),
  addChecksumsOfChoices,
  addVersion5,
];

/** Of a list that is loaded without them: built once, when all lines are looked up. */
const laterIndexes = {
  // Not unique: a list has duplicates until they are removed.
  target_by_handle: 'target (rev, handle)',
  target_by_line: 'target (line) WHERE line IS NOT NULL',
  target_by_user: 'target (user) WHERE user IS NOT NULL',
} as const;
type LaterIndex = keyof typeof laterIndexes;

export function dropLaterIndexes(db: DatabaseSync): void {
  for (const name of laterIndexNames) db.exec(`DROP INDEX ${name}`);
}

/** Builds the index if it is missing. Takes seconds for millions of rows, in one transaction. */
export function buildIndex(db: DatabaseSync, name: LaterIndex): void {
  db.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${laterIndexes[name]}`);
}

/** All of them, the one that takes longest first. */
export const laterIndexNames = Object.keys(laterIndexes) as readonly LaterIndex[];

export function hasIndex(db: DatabaseSync, name: LaterIndex): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?").get(name) !== undefined;
}

const version1 = `
  CREATE TABLE head (
    rev INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    numbers TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE document (
    rev INTEGER NOT NULL REFERENCES head,
    name TEXT NOT NULL,
    json TEXT NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (rev, name)
  ) STRICT;

  CREATE TABLE commit_number (
    rev INTEGER PRIMARY KEY REFERENCES head,
    n INTEGER NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE count (
    rev INTEGER NOT NULL REFERENCES head,
    name TEXT NOT NULL,
    n INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (rev, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tenant (
    id INTEGER PRIMARY KEY,
    rev INTEGER NOT NULL,
    name TEXT NOT NULL,
    matches INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX tenant_by_name ON tenant (rev, name);

  CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    rev INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT,
    emails TEXT,
    identities TEXT,
    flags INTEGER NOT NULL,
    line INTEGER,
    matches INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    new_sessions INTEGER NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX user_by_user_id ON user (rev, user_id);
  CREATE INDEX user_by_matches ON user (rev, matches);

  CREATE TABLE user_alias (
    rev INTEGER NOT NULL,
    alias TEXT NOT NULL,
    user INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (rev, alias)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE login_method (
    rev INTEGER NOT NULL,
    number INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    third_party TEXT NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (rev, number)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX login_method_by_name ON login_method (rev, recipe, third_party);

  CREATE TABLE error (
    id INTEGER PRIMARY KEY,
    rev INTEGER NOT NULL,
    code TEXT NOT NULL,
    json TEXT NOT NULL,
    targets INTEGER NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX error_by_json ON error (rev, json);

  CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    is_cut INTEGER NOT NULL,
    kind INTEGER,
    result INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    duplicate_of INTEGER,
    handle TEXT,
    user INTEGER,
    created INTEGER,
    sessions INTEGER NOT NULL,
    candidates TEXT,
    candidate_key TEXT,
    reason TEXT,
    error INTEGER,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX line_unread ON line (id) WHERE result = ${lineCode.unread};
  CREATE INDEX line_ambiguous ON line (id) WHERE result = ${lineCode.ambiguous};
  CREATE INDEX line_by_candidates ON line (candidate_key) WHERE candidate_key IS NOT NULL;

  CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    rev INTEGER NOT NULL,
    handle TEXT NOT NULL,
    tenant INTEGER NOT NULL,
    user INTEGER,
    created INTEGER,
    expiry INTEGER,
    ip TEXT,
    user_agent TEXT,
    login_method INTEGER,
    line INTEGER,
    role INTEGER NOT NULL,
    state INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    batch_limit INTEGER NOT NULL,
    ended_at INTEGER,
    error INTEGER,
    crc INTEGER NOT NULL
  ) STRICT;
  ${Object.entries(laterIndexes)
    .map(([name, on]) => `CREATE INDEX ${name} ON ${on};`)
    .join('\n  ')}
  CREATE INDEX target_in_doubt ON target (state)
    WHERE state = ${stateCode.unknown} OR state = ${stateCode['still-active']} OR state = ${stateCode.failed};

  CREATE TABLE choice (
    rev INTEGER NOT NULL,
    line INTEGER NOT NULL,
    user INTEGER NOT NULL,
    snapshot INTEGER NOT NULL,
    PRIMARY KEY (rev, line, user)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX choice_by_user ON choice (user);

  CREATE TABLE chosen_session (
    user INTEGER NOT NULL,
    snapshot INTEGER NOT NULL,
    handle TEXT NOT NULL,
    created INTEGER,
    expiry INTEGER,
    ip TEXT,
    user_agent TEXT,
    login_method INTEGER,
    PRIMARY KEY (user, snapshot, handle)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE scanned (
    rev INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (rev, user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE unread (
    rev INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    handles TEXT,
    crc INTEGER NOT NULL,
    PRIMARY KEY (rev, user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE undecided (
    id INTEGER PRIMARY KEY,
    rev INTEGER NOT NULL,
    handle TEXT NOT NULL,
    user INTEGER NOT NULL,
    created INTEGER,
    expiry INTEGER,
    ip TEXT,
    user_agent TEXT,
    login_method INTEGER,
    fields INTEGER NOT NULL,
    included INTEGER NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX undecided_by_handle ON undecided (rev, handle);
  CREATE INDEX undecided_by_user ON undecided (user);

  CREATE TABLE remembered (
    user INTEGER NOT NULL,
    handle TEXT NOT NULL,
    PRIMARY KEY (user, handle)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE page_mark (
    rev INTEGER NOT NULL,
    at INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (rev, at)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    targets INTEGER NOT NULL
  ) STRICT;
`;

/** Sessions as they were before they were ended, for evidence. Their ids are those of their targets. */
const version3 = `
  CREATE TABLE session_before (
    id INTEGER PRIMARY KEY,
    json TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
`;

/** Of a draft of gaps: what was excluded from the revocation that they are of. */
const version5 = `
  CREATE TABLE excluded_before (
    rev INTEGER NOT NULL,
    handle TEXT NOT NULL,
    user INTEGER,
    included INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (rev, handle)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX excluded_before_by_user ON excluded_before (user) WHERE included = 0;
`;

function addVersion5(db: DatabaseSync): void {
  db.exec(version5);
  addChecksumsOfMarks(db);
}

/** Who is scanned, and what a user had beside the targets, decides what is ended. */
function addChecksumsOfMarks(db: DatabaseSync): void {
  addChecksumFunction(db);
  db.exec(`
    ALTER TABLE scanned ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE remembered ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE user ADD COLUMN remembered INTEGER NOT NULL DEFAULT 0;
  `);
  addChecksumsOfScanned(db);
  addChecksumsOfRemembered(db);
}

/** What a statement gives to `checksum_of_row` stays in memory until it ends: a million users take many statements. */
const rowsAtOnce = 10_000;

function addChecksumsOfScanned(db: DatabaseSync): void {
  const behind = '(rev, user_id) > (:rev, :userId)';
  const last = db.prepare(`SELECT rev, user_id AS userId FROM scanned WHERE ${behind}
    ORDER BY rev, user_id LIMIT 1 OFFSET ${rowsAtOnce - 1}`);
  const set = `UPDATE scanned SET crc = checksum_of_row(rev, user_id) WHERE ${behind}`;
  const setSome = db.prepare(`${set} AND (rev, user_id) <= (:lastRev, :lastId)`);
  for (let after: { rev: SQLOutputValue; userId: SQLOutputValue } = { rev: -1, userId: '' }; ; ) {
    const to = last.get(after);
    const lastRev = to?.rev ?? null;
    const lastId = to?.userId ?? null;
    // None changes where damaged rows are not in their order.
    if (setSome.run({ ...after, lastRev, lastId }).changes === 0) {
      db.prepare(set).run(after);
      return;
    }
    after = { rev: lastRev, userId: lastId };
  }
}

/** Of users of whom nothing is remembered the checksums stay as they are. One that is wrong stays wrong. */
function addChecksumsOfRemembered(db: DatabaseSync): void {
  const ofUser = 'id, user_id, name, emails, identities, flags, line, matches, excluded, new_sessions';
  const last = db.prepare(`SELECT id FROM user WHERE id > ? ORDER BY id LIMIT 1 OFFSET ${rowsAtOnce - 1}`);
  const range = 'user > ? AND user <= ?';
  const setChecksums = db.prepare(`UPDATE remembered SET crc = checksum_of_row(user, handle) WHERE ${range}`);
  const setUsers = db.prepare(`
    UPDATE user SET remembered = r.n, crc = CASE crc
        WHEN checksum_of_row(${ofUser}) THEN checksum_of_row(${ofUser}, r.n)
        ELSE crc
      END
    FROM (SELECT user, count(*) AS n FROM remembered WHERE ${range} GROUP BY user) AS r WHERE user.id = r.user
  `);
  for (let after = -1; ; ) {
    const to = Number(last.get(after)?.id ?? Number.MAX_SAFE_INTEGER);
    setChecksums.run(after, to);
    setUsers.run(after, to);
    if (to === Number.MAX_SAFE_INTEGER) return;
    after = to;
  }
}

function addChecksumFunction(db: DatabaseSync): void {
  const ofRow = (...values: SQLOutputValue[]) => checksum(...(values as (string | number | null)[]));
  db.function('checksum_of_row', { deterministic: true, directOnly: true, varargs: true }, ofRow);
}

/** What was chosen on ambiguous lines decides what is ended, as much as the targets do. */
function addChecksumsOfChoices(db: DatabaseSync): void {
  addChecksumFunction(db);
  db.exec(`
    ALTER TABLE choice ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
    UPDATE choice SET crc = checksum_of_row(rev, line, user, snapshot);
    ALTER TABLE chosen_session ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
    UPDATE chosen_session
      SET crc = checksum_of_row(user, snapshot, handle, created, expiry, ip, user_agent, login_method);
  `);
}
