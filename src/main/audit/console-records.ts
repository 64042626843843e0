import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Handlers } from '../../contract/channels/contract.ts';
import type { AuditConnection, AuditDetails } from '../../contract/domain/audit/record.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { connectionIn, type RecordPorts, recordCalls } from './calls/recorded-calls.ts';
import { createViewings } from './calls/viewings.ts';
import { recordedChange } from './recorded-change.ts';
import type { Recorder } from './recorder.ts';

/** What the console as a whole leaves in the audit log. */
export interface ConsoleRecords {
  /** The same handlers; their calls are recorded. */
  readonly recordCalls: (handlers: Handlers) => Handlers;
  readonly noteRefused: (attempt: Attempt) => void;
  readonly noteStart: (facts: { readonly isLocked: boolean }) => void;
  readonly noteLock: (isLocked: boolean) => void;
  /** Makes a change of settings on which reports rely; see `recordedChange`. What is looked at after it is recorded anew. */
  readonly changeSettings: (details: AuditDetails, make: () => Promise<void>) => Promise<void>;
  /** Resolves when everything noted is on disk, or cannot be written. */
  readonly noteEnd: () => Promise<void>;
}

/** A log that cannot be written delays the end of the console by so long at most. */
const closingMs = 2_000;

export function createConsoleRecords(ports: RecordPorts): ConsoleRecords {
  const { recorder } = ports;
  const viewings = createViewings();
  /** Of what belongs to this run of the console, and to no call. */
  const correlation = randomUUID();
  const refused = createRefusedAttempts({
    recorder,
    connectionIn: (input) => connectionIn(input, ports),
    correlation,
  });

  function note(
    action: 'console.started' | 'console.ended' | 'console.locked' | 'console.unlocked',
    details = {},
  ) {
    recorder.note({ action, outcome: 'done', details, correlation });
  }

  return {
    recordCalls: (handlers) => recordCalls(handlers, { ...ports, viewings }),
    noteRefused: refused.note,
    noteStart: ({ isLocked }) => note('console.started', { platform: process.platform, isLocked }),
    noteLock: (isLocked) => {
      // Somebody else may unlock it.
      viewings.endVisit();
      note(isLocked ? 'console.locked' : 'console.unlocked');
    },
    changeSettings: async (details, make) => {
      await recordedChange(recorder, { action: 'settings.changed', details }, make);
      viewings.endVisit();
    },
    noteEnd: async () => {
      refused.close();
      note('console.ended');
      await Promise.race([recorder.settle().catch(() => undefined), wait(closingMs, null, { ref: false })]);
    },
  };
}

/** A message that the console did not let have its effect. */
export interface Attempt {
  readonly channel: string;
  readonly why: string;
  /** Scheme and host; null: none. */
  readonly origin: string | null;
  readonly input: unknown;
}

type Refused = Omit<Attempt, 'input'> & { readonly connection: AuditConnection | null };

interface RefusedAttemptsPorts {
  readonly recorder: Pick<Recorder, 'note'>;
  /** Of what an input names, as it came; null: it names none that there is. */
  readonly connectionIn: (input: unknown) => AuditConnection | null;
  readonly correlation: string;
  readonly clock?: Clock;
}

/** The same attempt within this time is counted, not recorded: a page that was taken over could fill the log. */
const sameWithinMs = 10_000;

export interface RefusedAttempts {
  readonly note: (attempt: Attempt) => void;
  /** Notes what was counted until now. */
  readonly close: () => void;
}

/** Refused attempts in the audit log: the first of a kind at once, and how many more of it there were. */
export function createRefusedAttempts(ports: RefusedAttemptsPorts): RefusedAttempts {
  const { clock = systemClock, connectionIn, correlation, recorder } = ports;
  const counted = new Map<string, { attempt: Refused; times: number; cancel: () => void }>();

  function write({ channel, connection, origin, why }: Refused, times: number): void {
    recorder.note({
      action: 'attempt.refused',
      outcome: 'refused',
      connection,
      details: { channel, why, origin, times },
      correlation,
    });
  }

  function endOf(kind: string): void {
    const ended = counted.get(kind);
    counted.delete(kind);
    if (ended && ended.times > 0) write(ended.attempt, ended.times);
  }

  return {
    note: ({ channel, input, origin, why }) => {
      const connection = connectionIn(input);
      // What was tried on one connection must not be counted as tried on another.
      const kind = JSON.stringify([channel, why, origin, connection?.id]);
      const before = counted.get(kind);
      if (before) {
        before.times += 1;
        return;
      }
      const attempt = { channel, connection, origin, why };
      counted.set(kind, { attempt, times: 0, cancel: clock.after(sameWithinMs, () => endOf(kind)) });
      write(attempt, 1);
    },
    close: () => {
      for (const [kind, { cancel }] of [...counted]) {
        cancel();
        endOf(kind);
      }
    },
  };
}
