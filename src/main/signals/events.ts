import { createHash, randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { z } from 'zod';
import type { SignalReceiverSettings } from '../../contract/domain/signals.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import type { EndedSession } from './signals-port.ts';
import type { SigningKey } from './transmitter-key.ts';

const eventTypes = {
  'session-revoked': 'https://schemas.openid.net/secevent/caep/event-type/session-revoked',
  verification: 'https://schemas.openid.net/secevent/ssf/event-type/verification',
} as const;

/** Epoch milliseconds. */
const time = z.int();

/** What the queue has of an event: what happened, not how its receiver wants to be told. Kept on disk. */
const queuedEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('session-revoked'),
    madeAt: time,
    revocationId: z.string(),
    handle: z.string(),
    userId: z.string().nullable(),
    email: z.string().nullable(),
    endedAt: time.nullable(),
    reason: z.string(),
  }),
  z.strictObject({ type: z.literal('verification'), madeAt: time }),
]);
type QueuedEvent = z.infer<typeof queuedEvent>;

interface SessionRevoked {
  readonly revocationId: string;
  readonly receiverId: string;
  readonly reason: string;
  readonly session: EndedSession;
  readonly madeAt: number;
}

/**
 * Its id, which becomes its `jti`, is the same for the same end of a session at a receiver, so that it is queued once. A session
 * that came back and ended again has another one: the receiver takes it for news.
 */
export function sessionRevoked({
  revocationId,
  receiverId,
  reason,
  session,
  madeAt,
}: SessionRevoked): NewDelivery {
  const { handle, userId, email, endedAt, goneSince } = session;
  const about = createHash('sha256')
    .update(JSON.stringify([revocationId, handle, receiverId]))
    .digest('base64url');
  const event = {
    type: 'session-revoked',
    madeAt,
    revocationId,
    handle,
    userId,
    email,
    endedAt,
    reason,
  } as const;
  return { ...queued(`${about}.${goneSince.toString(36)}`, event), about };
}

export function verification(madeAt: number): NewDelivery {
  return queued(randomUUID(), { type: 'verification', madeAt });
}

function queued(id: string, event: QueuedEvent): NewDelivery {
  return { id, body: JSON.stringify(event), at: event.madeAt };
}

/** Undefined: no event, or one that another version queued. */
export function parseQueued(body: string): QueuedEvent | undefined {
  try {
    return queuedEvent.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

type Recipient = Pick<SignalReceiverSettings, 'issuer' | 'audience' | 'subject'> & { readonly id: string };

interface EventToSign {
  /** Becomes its `jti`. */
  readonly id: string;
  readonly event: QueuedEvent;
}

/** The event as a Security Event Token (RFC 8417), signed. No `sub` and no `exp`: SSF 1.0 forbids both. */
export function signEvent(
  { id, event }: EventToSign,
  recipient: Recipient,
  { alg, kid, privateKey }: SigningKey,
): Promise<string> {
  const { issuer: iss, audience: aud } = recipient;
  const claims: JWTPayload = {
    ...{ iss, aud, iat: seconds(event.madeAt), jti: id },
    // What caused it: a revocation, or nothing but itself.
    txn: event.type === 'session-revoked' ? event.revocationId : id,
    sub_id: subjectOf(event, recipient),
    events: { [eventTypes[event.type]]: eventClaims(event) },
  };
  return new SignJWT(claims).setProtectedHeader({ alg, typ: 'secevent+jwt', kid }).sign(privateKey);
}

function eventClaims(event: QueuedEvent) {
  if (event.type === 'verification') return {};
  return {
    // CAEP wants the time at which the session ended, and no other.
    ...(event.endedAt === null ? {} : { event_timestamp: seconds(event.endedAt) }),
    initiating_entity: 'admin',
    reason_admin: { en: event.reason.trim() === '' ? withoutReason : event.reason },
  };
}

/** The CAEP Interoperability Profile wants a text here. It is read at the receiver, in the language of the specification. */
const withoutReason = 'Ended by an operator';

/** Subject identifiers of RFC 9493. A verification event names the stream, which is here the receiver. */
function subjectOf(event: QueuedEvent, { subject, id }: Recipient) {
  if (event.type === 'verification') return { format: 'opaque', id };
  const session = { format: 'opaque', id: event.handle };
  if (subject.type === 'user-id' && event.userId !== null)
    return {
      ...{ format: 'complex', session },
      user: { format: 'iss_sub', iss: subject.issuer, sub: event.userId },
    };
  if (subject.type === 'email' && event.email !== null)
    return { format: 'complex', session, user: { format: 'email', email: event.email } };
  return session;
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}
