import { z } from 'zod';
import { appError } from '../errors.ts';
import { authorities, keyState } from './connection.ts';
import { deliveryState } from './delivery.ts';
import { authorisation } from './forwarding.ts';
import { connectionId, epochMs } from './ids.ts';

/**
 * An `https` URL without query and fragment, as SSF 1.0 has it for `iss`. Checked by `isIssuer`, which says more than a schema.
 */
const issuer = z.string().trim().min(1).max(2_048);

/**
 * What the subject of an event names beside the session: nothing, its user by issuer and id, or its user by e-mail address. Of
 * a user who is not known it names the session alone.
 */
export const signalSubject = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session') }),
  z.strictObject({ type: z.literal('user-id'), issuer }),
  z.strictObject({ type: z.literal('email') }),
]);
export type SignalSubject = z.infer<typeof signalSubject>;

export const signalReceiverSettings = z.strictObject({
  /** Events are sent for sessions of this connection. It stays as it is. */
  connectionId,
  name: z.string().trim().min(1).max(60),
  /** `https://host[:port]/path`, to which events are pushed (RFC 8935). */
  address: z.string().trim().min(1).max(2_048),
  /** `aud` of its events. */
  audience: z.string().trim().min(1).max(2_048),
  /** `iss` of its events. */
  issuer,
  subject: signalSubject,
  /** The operator says: once it took an event, no service accepts the access tokens of the session. */
  protectsAllServices: z.boolean(),
  /** Trusted besides the authorities of Node and of the system. */
  authorities,
});
export type SignalReceiverSettings = z.infer<typeof signalReceiverSettings>;

/** Of one connection. */
export const mostSignalReceivers = 10;

export const signalReceiver = signalReceiverSettings.extend({
  id: z.uuid(),
  authorisation: keyState,
  /** The last verification event; `none`: there is none. `at`: when it was delivered; `error`: why it was refused. */
  verification: z.strictObject({
    state: z.enum(['none', 'waiting', 'delivered', 'refused']),
    at: epochMs.nullable(),
    error: appError.nullable(),
  }),
  delivery: deliveryState,
});
export type SignalReceiver = z.infer<typeof signalReceiver>;

export const saveSignalReceiverRequest = z.strictObject({
  /** Absent: a new one. */
  id: z.uuid().optional(),
  settings: signalReceiverSettings,
  /** Absent: leave it as it is; null: none is sent. */
  authorisation: authorisation.nullable().optional(),
  /** `this-run-only`: for machines without a secret store; forgotten when the console ends. */
  keepAuthorisation: z.enum(['stored', 'this-run-only']),
});
export type SaveSignalReceiverRequest = z.infer<typeof saveSignalReceiverRequest>;

/** What a receiver got of one revocation. The numbers are sessions, each with one event. */
export const receiverOfRevocation = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  protectsAllServices: z.boolean(),
  /**
   * It was removed, or has another address since then and is there as another one. The numbers are what it took until then. `at` null:
   * an earlier version removed it, and nobody knows when, and what it took. `past` null: it is there.
   */
  past: z.strictObject({ because: z.enum(['removed', 'moved']), at: epochMs.nullable() }).nullable(),
  /** Known to be gone, and not in its queue. */
  notQueued: z.int(),
  waiting: z.int(),
  delivered: z.int(),
  /** By the receiver, for good. */
  refused: z.int(),
  /** In the queue: could not be read, and was not sent. */
  damaged: z.int(),
  deliveredAt: epochMs.nullable(),
  /** Of the last attempt, or of an event that was refused or is damaged. */
  error: appError.nullable(),
});
export type ReceiverOfRevocation = z.infer<typeof receiverOfRevocation>;

/**
 * How long access tokens of ended sessions may still be accepted by services that check the signature only. `of`: receivers
 * that protect all services. `confirmed`: those of them that took the event of each target that is known to be gone.
 */
export const exposure = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    until: epochMs,
    /** No receiver protects all services, or a target is left that is not known to be gone. */
    why: z.enum(['no-receiver', 'not-all-gone']),
  }),
  z.strictObject({ type: z.literal('waiting'), until: epochMs, confirmed: z.int(), of: z.int() }),
  /** All confirmed, and nothing is left. `at`: when the last event was delivered. */
  z.strictObject({ type: z.literal('closed'), at: epochMs, of: z.int() }),
]);
export type Exposure = z.infer<typeof exposure>;

export const revocationSignals = z.strictObject({
  receivers: z.array(receiverOfRevocation),
  exposure,
});
export type RevocationSignals = z.infer<typeof revocationSignals>;

/** Whether a text can be the issuer of events or of user ids. */
export function isIssuer(text: string): boolean {
  if (!/^https:\/\//i.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.username === '' && url.password === '' && !/[?#]/.test(text);
}
