import type { AppError } from '../../../contract/errors.ts';
import type { DeliveryReader, StoredReceiver, WaitingDelivery } from '../deliveries.ts';
import { type Edit, findReceiver } from './delivery-rows.ts';
import { deliveryChecksum, deliveryStates as states } from './delivery-schema.ts';

/** Of numbers on disk only as many bits as a whole row has: a damaged one can be larger than any of JavaScript, and would keep back all behind it. */
const largestChecksum = 2 ** 32 - 1;

/** The queries of the queues. */
export const deliveryQueries: { readonly [M in keyof DeliveryReader]: Edit<DeliveryReader[M]> } = {
  nextDeliveries(file, { receiver, most, bytes }) {
    const id = findReceiver(file, receiver);
    if (id === null) return [];
    const rows = file
      .prepare(
        `SELECT number, id, at & ${Number.MAX_SAFE_INTEGER} AS at, body, crc & ${largestChecksum} AS crc
         FROM delivery WHERE receiver = ? AND state = ${states.waiting} ORDER BY number LIMIT ?`,
      )
      .iterate(id, most);
    const waiting: WaitingDelivery[] = [];
    let size = 0;
    for (const { number, id: delivery, at, body, crc } of rows) {
      const whole = String(body);
      size += Buffer.byteLength(whole);
      if (waiting.length > 0 && size > bytes) break;
      const isIntact = crc === deliveryChecksum(String(delivery), whole);
      waiting.push({
        number: Number(number),
        id: String(delivery),
        at: Number(at),
        body: isIntact ? whole : null,
      });
    }
    return waiting;
  },

  receivers: (file) =>
    file
      .prepare(
        `SELECT *, (SELECT at FROM delivery WHERE delivery.receiver = receiver.id AND state = ${states.waiting}
           ORDER BY number LIMIT 1) AS oldest_at,
           (SELECT count(*) FROM delivery WHERE delivery.receiver = receiver.id AND state = ${states.damaged}) AS damaged
         FROM receiver WHERE cursor >= 0`,
      )
      .all()
      .map(toReceiver),

  topicDeliveries: (file, { topic }) =>
    file
      .prepare(
        `SELECT receiver.name AS receiver_name, topic.waiting, topic.delivered, topic.refused, topic.delivered_at, topic.error,
           (SELECT count(*) FROM delivery WHERE delivery.topic = topic.name AND delivery.receiver = topic.receiver
              AND state = ${states.damaged}) AS damaged
         FROM topic JOIN receiver ON receiver.id = topic.receiver WHERE topic.name = ?`,
      )
      .all(topic)
      .map((row) => ({
        receiver: String(row.receiver_name),
        waiting: Number(row.waiting),
        delivered: Number(row.delivered),
        ...notTaken(row),
        deliveredAt: numberOrNull(row.delivered_at),
        error: Number(row.refused) > 0 ? toError(row.error) : null,
      })),
};

function toReceiver(row: Readonly<Record<string, unknown>>): StoredReceiver {
  return {
    receiver: String(row.name),
    cursor: Number(row.cursor),
    waiting: Number(row.waiting),
    ...notTaken(row),
    delivered: Number(row.delivered),
    oldestAt: numberOrNull(row.oldest_at),
    deliveredAt: numberOrNull(row.delivered_at),
    error: toError(row.error),
    failedSince: numberOrNull(row.failed_since),
  };
}

/** On disk, what is damaged counts as refused. */
function notTaken(row: Readonly<Record<string, unknown>>): Pick<StoredReceiver, 'refused' | 'damaged'> {
  const damaged = Number(row.damaged);
  return { refused: Number(row.refused) - damaged, damaged };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function toError(value: unknown): AppError | null {
  return typeof value === 'string' ? (JSON.parse(value) as AppError) : null;
}
