import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/**
 * Of the rows of a queue. Positions are on disk. `damaged`: the row could not be read when it was to be sent. The columns `refused` count
 * it too; how many of those are damaged is counted from the rows, which are few.
 */
export const deliveryStates = { waiting: 0, delivered: 1, refused: 2, damaged: 3 } as const;

/** The migration of `curfew.db` that adds the queues of deliveries. */
export function addDeliveryTables(db: DatabaseSync): void {
  db.exec(`
    -- A receiver of deliveries, with the numbers of its queue.
    CREATE TABLE receiver (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      -- Everything of its source up to here is in the queue, or was. -1: it was removed, and only the numbers of its topics are kept.
      cursor INTEGER NOT NULL,
      waiting INTEGER NOT NULL,
      delivered INTEGER NOT NULL,
      refused INTEGER NOT NULL,
      delivered_at INTEGER,
      -- Of the last attempt; null when it succeeded.
      error TEXT,
      failed_since INTEGER
    ) STRICT;
    CREATE TABLE delivery (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      receiver INTEGER NOT NULL REFERENCES receiver (id),
      id TEXT NOT NULL,
      topic TEXT,
      at INTEGER NOT NULL,
      state INTEGER NOT NULL,
      settled_at INTEGER,
      error TEXT,
      -- Null: it was delivered, and only its outcome is kept.
      body TEXT,
      -- Of id and body.
      crc INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX delivery_by_id ON delivery (receiver, id);
    CREATE INDEX delivery_by_state ON delivery (receiver, state, number);
    CREATE INDEX delivery_by_topic ON delivery (topic, receiver, state) WHERE topic IS NOT NULL;
  `);
}

/** The migration that counts the deliveries of a topic where they change: a topic can have a million. */
export function addTopicNumbers(db: DatabaseSync): void {
  const { waiting, delivered, refused } = deliveryStates;
  db.exec(`
    -- What became of the deliveries of a topic.
    CREATE TABLE topic (
      name TEXT NOT NULL,
      receiver INTEGER NOT NULL REFERENCES receiver (id),
      waiting INTEGER NOT NULL,
      delivered INTEGER NOT NULL,
      refused INTEGER NOT NULL,
      delivered_at INTEGER,
      -- Of the last one that was refused.
      error TEXT,
      PRIMARY KEY (name, receiver)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO topic
      SELECT topic, receiver, sum(state = ${waiting}), sum(state = ${delivered}), sum(state = ${refused}),
        max(iif(state = ${delivered}, settled_at, NULL)), max(error)
      FROM delivery WHERE topic IS NOT NULL GROUP BY topic, receiver;
  `);
}

export function deliveryChecksum(id: string, body: string): number {
  return crc32(JSON.stringify([id, body]));
}
