import { isIP } from 'node:net';
import tls from 'node:tls';
import { Failure, failure } from '../../contract/failure.ts';
import { answerTooLarge, mostAnswerBytes } from '../delivery/https-post.ts';
import type { Clock } from '../shared/clock.ts';
import { type Trust, trustAuthorities } from '../shared/network/authorities.ts';
import { connectionFailure } from '../shared/network/connection-failure.ts';

/** Facility 13 of RFC 5424: log audit. */
const facility = 13;
const severities = { info: 6, warning: 4 } as const;
const appName = 'curfew';
/** The largest `sequenceId` of RFC 5424; after it, it begins again. */
const mostSequence = 2_147_483_647;

/** What a message says outside its text. */
interface MessageFields {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly severity: 'info' | 'warning';
  readonly host: string;
  /** `MSGID`: which kind of message it is. */
  readonly name: string;
  /** Null: it is none of a sequence. */
  readonly sequence: number | null;
}

/**
 * A message of RFC 5424. Its text is JSON in ASCII, so that it needs no byte order mark. `sequenceId` repeats the number of
 * a record: a receiver recognises a record that comes twice, and one that is missing.
 */
export function syslogMessage({ time, severity, host, name, sequence }: MessageFields, json: string): string {
  const priority = facility * 8 + severities[severity];
  const header = [`<${priority}>1`, time, hostName(host), appName, '-', name.slice(0, 32)];
  const data = sequence === null ? '-' : `[meta sequenceId="${((sequence - 1) % mostSequence) + 1}"]`;
  return `${header.join(' ')} ${data} ${inAscii(json)}`;
}

/** A frame of RFC 5425: how many octets follow, a space, and the message. */
export function syslogFrame(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

function hostName(host: string): string {
  const printable = host.replace(/[^\x21-\x7e]/g, '').slice(0, 255);
  return printable === '' ? '-' : printable;
}

/** JSON says the same with escapes. */
function inAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  readonly authorities: readonly string[];
  readonly clock: Clock;
}

type SendFrames = (frames: readonly string[], signal: AbortSignal) => Promise<void>;

const closeWithinMs = 30_000;

/**
 * Sends frames over TLS, over a connection of their own. Syslog has no acknowledgement. So the connection is ended after
 * the last frame, and the frames count as delivered when the receiver has ended it too without an error: it has read up to
 * there. Everything else is an attempt that failed, and the same is sent again.
 */
export function createSyslogSender({ host, port, authorities, clock }: SyslogTarget): SendFrames {
  const name = `${host}:${port}`;
  let trust: Trust | undefined;
  return (frames, signal) =>
    new Promise((resolve, reject) => {
      // Not before: the start of the console must not wait until certificates are read.
      trust ??= trustAuthorities(authorities);
      const { context, unread } = trust;
      let isWritten = false;
      let failed: Error | undefined;
      const socket = tls.connect({
        host,
        port,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        secureContext: context,
        // Said here, because NODE_TLS_REJECT_UNAUTHORIZED decides where nobody says it.
        rejectUnauthorized: true,
      });
      const stop = (): void => void socket.destroy(failure('aborted'));
      const cancel = clock.after(closeWithinMs, () => socket.destroy(notInTime(name, isWritten)));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      socket.once('secureConnect', () => {
        socket.end(frames.join(''), () => {
          isWritten = true;
        });
      });
      // Nothing is expected, but the end is seen only by who reads.
      socket.on('data', () => {
        if (socket.bytesRead > mostAnswerBytes) socket.destroy(answerTooLarge(name));
      });
      socket.on('error', (error) => {
        failed ??= error;
      });
      socket.once('close', () => {
        cancel();
        signal.removeEventListener('abort', stop);
        if (failed instanceof Failure) reject(failed);
        else if (failed === undefined && isWritten) resolve();
        else reject(connectionFailure(failed, { name, unreadAuthorities: unread }, closeWithinMs));
      });
    });
}

function notInTime(host: string, isWritten: boolean): Failure {
  const params = { host, seconds: closeWithinMs / 1_000 };
  return isWritten
    ? failure('receiver-refused', { reason: 'receiver-unconfirmed', params })
    : failure('timeout', { reason: 'connect-timeout', params });
}
