import { z } from 'zod';
import { receiverPlace } from '../../contract/domain/forwarding.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure, toAppError } from '../../contract/failure.ts';
import { createHttpsPoster, type PostAnswer, statusFailure } from '../delivery/https-post.ts';
import type { Delivery, Receiver } from '../delivery/receiver-loop.ts';
import type { Clock } from '../shared/clock.ts';
import { parseQueued, signEvent } from './events.ts';
import type { SavedSignalReceiver } from './signal-receivers.ts';
import type { SigningKey } from './transmitter-key.ts';

interface SenderOptions {
  readonly receiver: SavedSignalReceiver;
  /** The value of the `Authorization` header; null: none. Read for each attempt: a keyring can be unlocked meanwhile. */
  readonly authorisation: () => Promise<string | null>;
  readonly signing: () => Promise<SigningKey>;
  readonly clock: Clock;
}

/** So much of an answer is read. All that counts of it is a short code. */
const answerBytes = 4_096;

type Pushed =
  | { readonly type: 'delivered' }
  /** This event, for good: the next one can be taken. */
  | { readonly type: 'refused'; readonly error: AppError }
  | { readonly type: 'failed'; readonly error: AppError; readonly retryAfterMs: number | undefined };

/** A token, or why there is none. */
type Signed = { readonly type: 'signed'; readonly token: string } | Exclude<Pushed, { type: 'delivered' }>;

/** Pushes events to one receiver (RFC 8935), one in each request. Throws a `Failure` when its address cannot be used. */
export function createEventSender(options: SenderOptions): Pick<Receiver, 'send' | 'close'> {
  const { receiver, clock } = options;
  const { settings } = receiver;
  const url = receiverPlace('json-lines', settings.address);
  if (url === null) throw failure('bad-input', { reason: 'receiver-address' });
  const { host } = url;
  const authorities = settings.authorities.map(({ pem }) => pem);
  const poster = createHttpsPoster({ url, authorities, clock, answerBytes });

  /** Never rejects. */
  async function sign({ id, body }: Delivery, key: SigningKey): Promise<Signed> {
    const event = parseQueued(body);
    if (event === undefined)
      return { type: 'refused', error: failure('internal', { reason: 'document-unreadable' }).error };
    try {
      return { type: 'signed', token: await signEvent({ id, event }, { ...settings, id: receiver.id }, key) };
    } catch (thrown) {
      return { type: 'failed', error: toAppError(thrown), retryAfterMs: undefined };
    }
  }

  async function push(signed: Signed, header: string | null, signal: AbortSignal): Promise<Pushed> {
    if (signed.type !== 'signed') return signed;
    try {
      const answer = await poster.post({
        headers: {
          'content-type': 'application/secevent+jwt',
          accept: 'application/json',
          ...(header === null ? {} : { authorization: header }),
        },
        ...{ body: signed.token, signal },
      });
      return resultOf(host, answer);
    } catch (thrown) {
      return { type: 'failed', error: toAppError(thrown), retryAfterMs: undefined };
    }
  }

  return {
    async send(deliveries, signal) {
      const [header, key] = [await options.authorisation(), await options.signing()];
      const delivered: number[] = [];
      const refused: { readonly number: number; readonly error: AppError }[] = [];
      let ahead: Promise<Signed> | undefined;
      for (const [at, delivery] of deliveries.entries()) {
        const signed = await (ahead ?? sign(delivery, key));
        // A signature takes about as long as a request: the next one is made meanwhile, in another thread.
        const next = deliveries[at + 1];
        ahead = next && sign(next, key);
        const pushed = await push(signed, header, signal);
        if (pushed.type === 'failed') return { ...pushed, delivered, refused };
        if (pushed.type === 'delivered') delivered.push(delivery.number);
        else refused.push({ number: delivery.number, error: pushed.error });
      }
      return { delivered, refused, error: null };
    },
    close: poster.close,
  };
}

function resultOf(host: string, { status, body, retryAfterMs }: PostAnswer): Pushed {
  if (status >= 200 && status < 300) return { type: 'delivered' };
  const err = status === 400 ? errorCodeOf(body) : undefined;
  if (err === undefined) return { type: 'failed', error: statusFailure(host, status).error, retryAfterMs };
  if (ofTransmitter.has(err)) {
    const params = { host, status: String(status) };
    const { error } = failure('receiver-refused', { reason: 'receiver-unauthorised', params });
    return { type: 'failed', error, retryAfterMs };
  }
  const params = { host, err };
  return {
    type: 'refused',
    error: failure('receiver-refused', { reason: 'receiver-refused-event', params }).error,
  };
}

/** These codes of RFC 8935 are about the authorisation: every other event would be refused too, and none once it is right. */
const ofTransmitter: ReadonlySet<string> = new Set(['authentication_failed', 'access_denied']);

const errorAnswer = z.object({ err: z.string().regex(/^[\w.-]{1,64}$/) });

/** Nothing else of an answer is used: it is written by somebody else, and can repeat what was sent. */
function errorCodeOf(body: string | null): string | undefined {
  try {
    return errorAnswer.parse(JSON.parse(body ?? '')).err;
  } catch {
    return undefined;
  }
}
