import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Handlers } from '../../contract/channels/contract.ts';
import type { AuditDetails } from '../../contract/domain/audit/record.ts';
import { connectionIn, type RecordPorts, recordCalls } from './calls/recorded-calls.ts';
import { createViewings } from './calls/viewings.ts';
import { recordedChange } from './recorded-change.ts';
import { type Attempt, createRefusedAttempts } from './refused-attempts.ts';

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
