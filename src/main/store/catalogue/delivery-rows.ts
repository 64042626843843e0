import { failure } from '../../../contract/failure.ts';
import type { DeliveryWriter } from '../deliveries.ts';
import type { OpenFile } from '../files/connection.ts';
import { deliveryChecksum, deliveryStates as states } from './delivery-schema.ts';

/** Rows that one transaction removes or changes. */
const rowsInStep = 1_000;

const deliveryIsDamaged = failure('store-damaged', { reason: 'delivery-damaged' }).error;

/** The changes of the queues, each within one transaction of its caller. */
export const deliveryEdits: { readonly [M in keyof DeliveryWriter]: Edit<DeliveryWriter[M]> } = {
  addReceiver(file, { receiver, cursor }) {
    file
      .prepare(
        `INSERT OR IGNORE INTO receiver (name, cursor, waiting, delivered, refused) VALUES (?, ?, 0, 0, 0)`,
      )
      .run(receiver, cursor);
    return null;
  },

  removeReceiver(file, { receiver }) {
    const id = findReceiver(file, receiver);
    if (id === null) return { left: false };
    const { changes } = file
      .prepare(
        `DELETE FROM delivery WHERE number IN (SELECT number FROM delivery WHERE receiver = ? LIMIT ${rowsInStep})`,
      )
      .run(id);
    if (Number(changes) === rowsInStep) return { left: true };
    const hasOutcomes = file.prepare('SELECT 1 FROM topic WHERE receiver = ?').get(id) !== undefined;
    if (hasOutcomes) {
      file.prepare('UPDATE topic SET waiting = 0, refused = 0, error = NULL WHERE receiver = ?').run(id);
      file.prepare(`UPDATE receiver SET cursor = ${removed}, waiting = 0, refused = 0 WHERE id = ?`).run(id);
    } else {
      file.prepare('DELETE FROM receiver WHERE id = ?').run(id);
    }
    return { left: false };
  },

  splitReceiver(file, { receiver, as }) {
    // One that is not there lost its queue: what it takes in a new one is not taken by the earlier one.
    const id = receiverOf(file, receiver);
    if (findReceiver(file, as) !== null) return { left: false };
    const { changes } = file
      .prepare(
        `DELETE FROM delivery WHERE number IN
           (SELECT number FROM delivery WHERE receiver = ? AND state = ${states.delivered} LIMIT ${rowsInStep})`,
      )
      .run(id);
    if (Number(changes) === rowsInStep) return { left: true };
    file
      .prepare(
        `INSERT INTO receiver (name, cursor, waiting, delivered, refused, delivered_at)
         SELECT ?, ${removed}, 0, coalesce(max(delivered), 0), 0, max(delivered_at) FROM receiver WHERE id = ?`,
      )
      .run(as, id);
    file
      .prepare(
        `INSERT INTO topic (name, receiver, waiting, delivered, refused, delivered_at)
         SELECT name, ?, 0, delivered, 0, delivered_at FROM topic WHERE receiver = ? AND delivered > 0`,
      )
      .run(findReceiver(file, as), id);
    file.prepare('UPDATE topic SET delivered = 0, delivered_at = NULL WHERE receiver = ?').run(id);
    beginAnew(file, id);
    return { left: false };
  },

  moveReceiver(file, { receiver }) {
    beginAnew(file, receiverOf(file, receiver));
    return null;
  },

  addDeliveries(file, { receiver, topic, deliveries, cursor }) {
    const id = receiverOf(file, receiver);
    const insert = file.prepare(
      'INSERT OR IGNORE INTO delivery (receiver, id, topic, at, state, body, crc) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    let added = 0;
    for (const { about, at, body, id: delivery } of deliveries) {
      const crc = deliveryChecksum(delivery, body);
      const isNew = Number(insert.run(id, delivery, topic, at, states.waiting, body, crc).changes) === 1;
      if (!isNew) continue;
      added += 1;
      if (about !== undefined) supersede(file, id, about, delivery);
    }
    file.prepare('UPDATE receiver SET waiting = waiting + ? WHERE id = ?').run(added, id);
    if (topic !== null && added > 0)
      file
        .prepare(
          `INSERT INTO topic (name, receiver, waiting, delivered, refused) VALUES (?, ?, ?, 0, 0)
           ON CONFLICT DO UPDATE SET waiting = waiting + excluded.waiting`,
        )
        .run(topic, id, added);
    if (cursor !== null)
      file.prepare('UPDATE receiver SET cursor = max(cursor, ?) WHERE id = ?').run(cursor, id);
    return { added };
  },

  settleDeliveries(file, { receiver, at, delivered, refused, damaged }) {
    const id = receiverOf(file, receiver);
    const forget = file.prepare(
      `DELETE FROM delivery WHERE number = ? AND receiver = ? AND state = ${states.waiting} AND topic IS NULL`,
    );
    const keep = file.prepare(
      `UPDATE delivery SET state = ${states.delivered}, settled_at = ?, error = NULL, body = NULL
       WHERE number = ? AND receiver = ? AND state = ${states.waiting} RETURNING topic`,
    );
    const refuse = file.prepare(
      `UPDATE delivery SET state = ?, settled_at = ?, error = ?
       WHERE number = ? AND receiver = ? AND state = ${states.waiting} RETURNING topic`,
    );
    const countDelivered = file.prepare(
      `UPDATE topic SET waiting = waiting - 1, delivered = delivered + 1, delivered_at = max(coalesce(delivered_at, 0), ?)
       WHERE name = ? AND receiver = ?`,
    );
    const countRefused = file.prepare(
      'UPDATE topic SET waiting = waiting - 1, refused = refused + 1, error = ? WHERE name = ? AND receiver = ?',
    );
    let taken = 0;
    for (const number of delivered) {
      taken += Number(forget.run(number, id).changes);
      const row = keep.get(at, number, id);
      if (row === undefined) continue;
      taken += 1;
      countDelivered.run(at, String(row.topic), id);
    }
    let turnedAway = 0;
    for (const { number, state, error } of [
      ...damaged.map((number) => ({ number, state: states.damaged, error: deliveryIsDamaged })),
      // Behind them, because the last error is that of the topic: rather what the receiver said.
      ...refused.map((one) => ({ ...one, state: states.refused })),
    ]) {
      const text = JSON.stringify(error);
      const row = refuse.get(state, at, text, number, id);
      if (row === undefined) continue;
      turnedAway += 1;
      // What is of no topic is counted for none.
      countRefused.run(text, row.topic ?? null, id);
    }
    file
      .prepare(
        `UPDATE receiver SET waiting = waiting - ?, delivered = delivered + ?, refused = refused + ?,
           delivered_at = CASE WHEN ? > 0 THEN ? ELSE delivered_at END, error = NULL, failed_since = NULL WHERE id = ?`,
      )
      .run(taken + turnedAway, taken, turnedAway, taken, at, id);
    return { settled: taken + turnedAway };
  },

  noteFailedAttempt(file, { receiver, at, error }) {
    file
      .prepare('UPDATE receiver SET error = ?, failed_since = coalesce(failed_since, ?) WHERE name = ?')
      .run(JSON.stringify(error), at, receiver);
    return null;
  },

  requeueRefused(file, { receiver, after }) {
    const id = receiverOf(file, receiver);
    // Each by the index, which has the rows of one state in their order.
    const firstInState = `SELECT number FROM delivery WHERE receiver = ? AND state = ? AND number > ? ORDER BY number LIMIT ${rowsInStep}`;
    const rows = file
      .prepare(
        `UPDATE delivery SET state = ${states.waiting}, settled_at = NULL, error = NULL WHERE number IN
           (SELECT * FROM (${firstInState}) UNION ALL SELECT * FROM (${firstInState}) ORDER BY number LIMIT ${rowsInStep})
         RETURNING number, topic`,
      )
      .all(id, states.refused, after, id, states.damaged, after);
    const requeued = rows.length;
    file
      .prepare('UPDATE receiver SET waiting = waiting + ?, refused = refused - ? WHERE id = ?')
      .run(requeued, requeued, id);
    const count = file.prepare(
      'UPDATE topic SET waiting = waiting + 1, refused = refused - 1 WHERE name = ? AND receiver = ?',
    );
    for (const { topic } of rows) count.run(topic ?? null, id);
    // They are returned in any order.
    const last = rows.reduce<number | null>((most, { number }) => Math.max(most ?? 0, Number(number)), null);
    return { requeued, last };
  },

  forgetTopic(file, { topic }) {
    file.prepare('DELETE FROM topic WHERE name = ?').run(topic);
    const rows = `SELECT number FROM delivery WHERE topic = ? LIMIT ${rowsInStep}`;
    const numbers = file
      .prepare(rows)
      .all(topic)
      .map(({ number }) => Number(number));
    const forget = file.prepare(`DELETE FROM delivery WHERE number = ? AND state = ${states.delivered}`);
    const release = file.prepare('UPDATE delivery SET topic = NULL WHERE number = ?');
    for (const number of numbers) if (forget.run(number).changes === 0) release.run(number);
    return { left: numbers.length === rowsInStep };
  },

  removeTopic(file, { receiver, topic }) {
    const id = receiverOf(file, receiver);
    const rows = file
      .prepare(
        `DELETE FROM delivery WHERE number IN
           (SELECT number FROM delivery WHERE topic = ? AND receiver = ? LIMIT ${rowsInStep}) RETURNING state`,
      )
      .all(topic, id);
    file.prepare('DELETE FROM topic WHERE name = ? AND receiver = ?').run(topic, id);
    const of = (state: number): number => rows.filter((row) => row.state === state).length;
    file
      .prepare('UPDATE receiver SET waiting = waiting - ?, refused = refused - ? WHERE id = ?')
      .run(of(states.waiting), of(states.refused) + of(states.damaged), id);
    return { left: rows.length === rowsInStep };
  },
};

/** Topics of revocations that were removed, of which something is left: the console was killed before it was forgotten. */
export function topicsOfRemoved(file: OpenFile): string[] {
  return file
    .prepare(
      `SELECT id FROM removed WHERE EXISTS (SELECT 1 FROM topic WHERE name = removed.id)
         OR EXISTS (SELECT 1 FROM delivery WHERE topic = removed.id)`,
    )
    .all()
    .map(({ id }) => String(id));
}

/** Nothing was sent to the new place of a receiver yet: it took nothing, and it did not fail. */
function beginAnew(file: OpenFile, receiver: number): void {
  file
    .prepare(
      'UPDATE receiver SET delivered = 0, delivered_at = NULL, error = NULL, failed_since = NULL WHERE id = ?',
    )
    .run(receiver);
}

/** `cursor` of a receiver that was removed. */
const removed = -1;

/** Takes what was added before about the same out of the numbers of its topic. What waits stays in the queue, of no topic. */
function supersede(file: OpenFile, receiver: number, about: string, by: string): void {
  const earlier = file
    .prepare(
      `SELECT number, state, topic FROM delivery
       WHERE receiver = ? AND id > ? AND id < ? AND id <> ? AND topic IS NOT NULL`,
    )
    // The next character behind a point is a slash.
    .all(receiver, `${about}.`, `${about}/`, by);
  for (const { number, state, topic } of earlier) {
    const settled = state === states.delivered ? 'delivered' : 'refused';
    const was = state === states.waiting ? 'waiting' : settled;
    file
      .prepare(`UPDATE topic SET ${was} = ${was} - 1 WHERE name = ? AND receiver = ?`)
      .run(String(topic), receiver);
    if (was === 'waiting')
      file.prepare('UPDATE delivery SET topic = NULL WHERE number = ?').run(number ?? null);
    else file.prepare('DELETE FROM delivery WHERE number = ?').run(number ?? null);
    if (was === 'refused')
      file.prepare('UPDATE receiver SET refused = refused - 1 WHERE id = ?').run(receiver);
  }
}

export type Edit<Method extends (input: never) => Promise<unknown>> = (
  file: OpenFile,
  input: Parameters<Method>[0],
) => Awaited<ReturnType<Method>>;

export function findReceiver(file: OpenFile, name: string): number | null {
  const row = file.prepare('SELECT id FROM receiver WHERE name = ?').get(name);
  return row === undefined ? null : Number(row.id);
}

/** What a receiver that is not in the file is asked for becomes an error of SQLite: it has no queue. */
function receiverOf(file: OpenFile, name: string): number {
  return findReceiver(file, name) ?? -1;
}
