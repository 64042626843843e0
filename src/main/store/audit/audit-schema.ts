import type { DatabaseSync } from 'node:sqlite';
import { type AuditAction, auditActions } from '../../../contract/domain/stored-names.ts';

/** The tables of the audit log in `curfew.db`. */
export function makeAuditTables(db: DatabaseSync): void {
  db.exec(`
    -- What many records have in common, as canonical JSON: operator, connection, version of the console.
    CREATE TABLE audit_context (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
    -- A record is put together of these columns alone, so its hash covers all of them. previous is the hash of the row before.
    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY,
      time INTEGER NOT NULL,
      elapsed INTEGER,
      context INTEGER NOT NULL,
      action INTEGER NOT NULL,
      outcome INTEGER NOT NULL,
      user TEXT,
      session TEXT,
      revocation TEXT,
      reason TEXT,
      ticket TEXT,
      details TEXT NOT NULL,
      -- Null: the same as revocation.
      correlation TEXT,
      hash BLOB NOT NULL
    ) STRICT;
    -- All that filters need of most records, in their order: a million of them are looked through in a moment.
    CREATE INDEX audit_narrow ON audit (sequence, time, context, action, outcome);
    CREATE INDEX audit_by_user ON audit (user) WHERE user IS NOT NULL;
    CREATE INDEX audit_by_session ON audit (session) WHERE session IS NOT NULL;
    CREATE INDEX audit_by_revocation ON audit (revocation) WHERE revocation IS NOT NULL;
    CREATE INDEX audit_by_ticket ON audit (ticket COLLATE NOCASE) WHERE ticket IS NOT NULL;
    -- Words alone: the texts are in the records.
    CREATE VIRTUAL TABLE audit_text USING fts5 (
      text, content = '', contentless_delete = 1, detail = none,
      tokenize = "unicode61 remove_diacritics 2 tokenchars '-_'"
    );
    -- Intents and their outcomes. handles, users: short hashes of what was in the batch, one behind the other.
    CREATE TABLE audit_batch (
      intended INTEGER PRIMARY KEY,
      ended INTEGER,
      -- By which its outcome finds it; null: it has.
      batch TEXT,
      handles BLOB NOT NULL,
      users BLOB NOT NULL,
      -- Of handles and users.
      crc INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX audit_batch_open ON audit_batch (batch) WHERE ended IS NULL;
    -- Handles and users of intents without an outcome, as JSON: after a crash they tell what was intended.
    CREATE TABLE audit_open_batch (intended INTEGER PRIMARY KEY, targets TEXT NOT NULL) STRICT;
    -- The record before the oldest one that is here.
    CREATE TABLE audit_base (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
    -- Exported parts, as JSON.
    CREATE TABLE audit_segment (last INTEGER PRIMARY KEY, segment TEXT NOT NULL) STRICT;
    -- Damaged files that were set aside, as JSON. noted: a record of the log says so.
    CREATE TABLE audit_saved (id INTEGER PRIMARY KEY, saved TEXT NOT NULL, noted INTEGER NOT NULL) STRICT;
  `);
}

/** As it is on disk. */
export const keyMade = auditActions.indexOf('log.key-made');

/** Each start of the console asks for all records that introduce a key: there are few of them, anywhere in the log. */
export function addKeyIndex(db: DatabaseSync): void {
  db.exec(`CREATE INDEX audit_key_made ON audit (sequence) WHERE action = ${keyMade}`);
}

const batchIntents = ['batch.intended', 'oauth.intended'] as const satisfies readonly AuditAction[];

/**
 * Of batches without an outcome: a condition on `audit_batch`. A change that the end of the console cut off is no batch: nobody writes
 * its outcome later, so nothing must wait for it. A damaged record can have been a batch.
 */
export const isOpenBatch = `ended IS NULL AND NOT EXISTS (
  SELECT 1 FROM audit WHERE sequence = intended AND action NOT IN (${batchIntents.map((action) => auditActions.indexOf(action)).join(', ')})
)`;
