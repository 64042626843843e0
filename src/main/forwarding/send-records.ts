import { hostname } from 'node:os';
import { z } from 'zod';
import { type ReceiverSettings, receiverPlace } from '../../contract/domain/forwarding.ts';
import { auditOutcomes } from '../../contract/domain/stored-names.ts';
import { Failure, failure } from '../../contract/failure.ts';
import { createHttpsPoster, statusFailure } from '../delivery/https-post.ts';
import type { Delivery, Receiver, SendResult } from '../delivery/receiver-loop.ts';
import type { Clock } from '../shared/clock.ts';
import { syslogPort } from './receiver-registry.ts';
import { createSyslogSender, syslogFrame, syslogMessage } from './syslog.ts';

/** Sends records of the audit log to one receiver. */
interface RecordSender extends Pick<Receiver, 'send' | 'close'> {
  /** Sends a message that is no record. Rejects with a `Failure`. */
  readonly test: (signal: AbortSignal) => Promise<void>;
}

interface SenderOptions {
  readonly settings: Pick<ReceiverSettings, 'type' | 'address' | 'authorities'>;
  /** The value of the `Authorization` header; null: none. Read for each attempt: a keyring can be unlocked meanwhile. */
  readonly authorisation: () => Promise<string | null>;
  readonly clock: Clock;
}

/** Throws a `Failure` when the address cannot be used. */
export function createRecordSender(options: SenderOptions): RecordSender {
  const { settings, clock } = options;
  const url = receiverPlace(settings.type, settings.address);
  if (url === null) throw failure('bad-input', { reason: 'receiver-address' });
  const sendTexts = textSenders[settings.type](url, options);
  return {
    async send(deliveries, signal) {
      const { error, retryAfterMs } = await sendTexts.records(deliveries, signal);
      const delivered = error === null ? deliveries.map(({ number }) => number) : [];
      return { delivered, refused: [], error, retryAfterMs };
    },
    async test(signal) {
      const { error } = await sendTexts.test(testMessage(clock.now()), signal);
      if (error !== null) throw new Failure(error);
    },
    close: sendTexts.close,
  };
}

interface TextSender {
  readonly records: (deliveries: readonly Delivery[], signal: AbortSignal) => Promise<Sent>;
  readonly test: (message: TestMessage, signal: AbortSignal) => Promise<Sent>;
  readonly close: () => void;
}

/** All of it, or nothing: then `error` says why, beside what is thrown. */
type Sent = Pick<SendResult, 'error' | 'retryAfterMs'>;

interface TestMessage {
  readonly type: 'curfew-test';
  readonly time: string;
}

function testMessage(now: number): TestMessage {
  return { type: 'curfew-test', time: new Date(now).toISOString() };
}

function jsonLines(url: URL, { settings, authorisation, clock }: SenderOptions): TextSender {
  const authorities = settings.authorities.map(({ pem }) => pem);
  const poster = createHttpsPoster({ url, authorities, clock });

  async function post(lines: readonly string[], signal: AbortSignal): Promise<Sent> {
    const header = await authorisation();
    const { status, retryAfterMs } = await poster.post({
      headers: {
        'content-type': 'application/x-ndjson',
        ...(header === null ? {} : { authorization: header }),
      },
      body: lines.map((line) => `${line}\n`).join(''),
      signal,
    });
    const isTaken = status >= 200 && status < 300;
    return { error: isTaken ? null : statusFailure(url.host, status).error, retryAfterMs };
  }

  return {
    records: (deliveries, signal) =>
      post(
        deliveries.map(({ body }) => body),
        signal,
      ),
    test: (message, signal) => post([JSON.stringify(message)], signal),
    close: poster.close,
  };
}

type CreateTextSender = (url: URL, options: SenderOptions) => TextSender;

const textSenders: Readonly<Record<ReceiverSettings['type'], CreateTextSender>> = {
  syslog: syslogTexts,
  'json-lines': jsonLines,
};

/** As much of a record as a message of syslog says of it. */
const recordFields = z.object({
  sequence: z.int(),
  time: z.string(),
  action: z.string(),
  outcome: z.enum(auditOutcomes),
  operator: z.object({ host: z.string() }),
});

function syslogTexts(url: URL, { settings, clock }: SenderOptions): TextSender {
  const send = createSyslogSender({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: syslogPort(url),
    authorities: settings.authorities.map(({ pem }) => pem),
    clock,
  });

  async function sendFrames(frames: readonly string[], signal: AbortSignal): Promise<Sent> {
    await send(frames, signal);
    return { error: null };
  }

  function frame({ body }: Delivery): string {
    const { sequence, time, action, outcome, operator } = recordFields.parse(JSON.parse(body));
    const severity = outcome === 'done' || outcome === 'intended' ? 'info' : 'warning';
    const fields = { time, severity, host: operator.host, name: action, sequence } as const;
    return syslogFrame(syslogMessage(fields, body));
  }

  return {
    records: (deliveries, signal) => sendFrames(deliveries.map(frame), signal),
    test: (message, signal) => {
      const fields = {
        time: message.time,
        severity: 'info',
        host: hostname(),
        name: 'test',
        sequence: null,
      } as const;
      return sendFrames([syslogFrame(syslogMessage(fields, JSON.stringify(message)))], signal);
    },
    close: () => undefined,
  };
}
