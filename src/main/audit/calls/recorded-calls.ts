import { randomUUID } from 'node:crypto';
import type {
  CallContext,
  ChannelName,
  Handlers,
  StreamContext,
} from '../../../contract/channels/contract.ts';
import { contract } from '../../../contract/channels/contract.ts';
import type { AuditConnection } from '../../../contract/domain/audit/record.ts';
import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { toAuditConnection } from '../audit-connection.ts';
import { outcomeOf } from '../audit-entry.ts';
import type { Recorder } from '../recorder.ts';
import type { CallEntry, CallFacts } from './call-rule.ts';
import { callRules } from './call-rules.ts';
import type { Viewings } from './viewings.ts';

export interface RecordPorts {
  readonly recorder: Recorder;
  /** Throws a `Failure` for a connection that is not there. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  /** Of a draft, a plan or a revocation. */
  readonly connectionOf: (id: string) => string | undefined;
  /** The setting. */
  readonly hasSearchText: () => boolean;
}

interface RecordedCallsPorts extends RecordPorts {
  readonly viewings: Viewings;
}

type AnyRule = (input: unknown, answer: unknown, facts: CallFacts) => readonly CallEntry[];
type AnyStreamRule = () => {
  readonly item: (item: unknown) => void;
  readonly entries: (input: unknown, facts: CallFacts) => readonly CallEntry[];
  readonly hasEffect?: boolean;
};
type CallHandler = (input: unknown, context: CallContext) => Promise<unknown>;
type StreamHandler = (input: unknown, context: StreamContext<unknown>) => Promise<void>;

/**
 * The same handlers; each call leaves in the audit log what its rule says, and is answered when that is on disk. While
 * the log cannot be written, such calls reject with the reason: nothing is looked at or changed without a record.
 */
export function recordCalls(handlers: Handlers, ports: RecordedCallsPorts): Handlers {
  const entries = Object.entries(handlers) as [ChannelName, unknown][];
  return Object.fromEntries(
    entries.map(([channel, handler]) => [channel, recordChannel(channel, handler, ports)]),
  ) as unknown as Handlers;
}

function recordChannel(channel: ChannelName, handler: unknown, ports: RecordedCallsPorts): unknown {
  const rule = callRules[channel];
  if (typeof rule === 'string') return handler;
  return contract[channel].kind === 'stream'
    ? recordStream(handler as StreamHandler, rule as unknown as AnyStreamRule, ports)
    : recordCall(channel, handler as CallHandler, rule as unknown as AnyRule, ports);
}

function recordCall(
  channel: ChannelName,
  handler: CallHandler,
  rule: AnyRule,
  ports: RecordedCallsPorts,
): CallHandler {
  // Whoever aborts a look gets nothing. A test of a connection may have sent its key by then.
  const isWorth = (error: AppError) =>
    isWorthARecord(error) || (error.code === 'aborted' && contract[channel].access === 'admin');
  return async (input, context) => {
    const call = await beginCall(input, ports);
    let answer: unknown;
    try {
      answer = await handler(input, context);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (isWorth(error)) await call.end(rule(input, undefined, call.facts), error);
      throw thrown;
    }
    await call.end(rule(input, answer, call.facts), null);
    return answer;
  };
}

function recordStream(handler: StreamHandler, rule: AnyStreamRule, ports: RecordedCallsPorts): StreamHandler {
  return async (input, context) => {
    const { signal } = context;
    const call = await beginCall(input, ports);
    const followed = rule();
    let ending: Promise<void> | undefined;
    function end(error: AppError | null): Promise<void> {
      ending ??= call.end(followed.entries(input, call.facts), error);
      return ending;
    }
    const { hasEffect = false } = followed;
    // What was shown until it was left was shown. At once: when the console ends, nobody waits for the handler.
    const leave = (): void => void end(null).catch(() => undefined);
    if (!hasEffect) signal.addEventListener('abort', leave, { once: true });
    const emit: typeof context.emit = (items) => {
      if (hasEffect || !signal.aborted) for (const item of items) followed.item(item);
      return context.emit(items);
    };
    try {
      await handler(input, { ...context, emit });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.aborted || isWorthARecord(error)) await end(signal.aborted ? null : error);
      throw thrown;
    } finally {
      signal.removeEventListener('abort', leave);
    }
    await end(null);
  };
}

interface BegunCall {
  readonly facts: CallFacts;
  /** Resolves when the entries are on disk. Those that cannot be written are kept, and written later. */
  readonly end: (entries: readonly CallEntry[], error: AppError | null) => Promise<void>;
}

async function beginCall(input: unknown, ports: RecordedCallsPorts): Promise<BegunCall> {
  const { hasSearchText, recorder, viewings } = ports;
  // What could not be recorded yet comes first: as long as it waits, nothing more happens that would have to wait.
  if (recorder.isBehind()) await recorder.settle();
  const named = connectionIdIn(input, ports);
  const before = named === undefined ? null : settingsOf(named, ports);
  const facts = { before, hasSearchText: hasSearchText() };
  const correlation = randomUUID();
  return {
    facts,
    end: async (entries, error) => {
      if (entries.length === 0) return;
      for (const { connectionId, details, sight, ...entry } of entries) {
        const id = connectionId ?? named ?? (entry.revocation && ports.connectionOf(entry.revocation));
        const connection = id ? connectionNow(id, id === named ? before : null, ports) : null;
        if (sight === undefined) {
          // What is done about a user belongs to the visit.
          if (!entry.revocation) viewings.endVisit();
        } else if (error === null) {
          const { session = null, user = null } = entry;
          const of = JSON.stringify(connection);
          if (viewings.isRecorded({ connection: of, user, session, sight })) continue;
        }
        recorder.note({
          ...entry,
          connection,
          correlation: entry.revocation ?? correlation,
          outcome: outcomeOf(error),
          details: error === null ? details : { ...details, ...whyFailed(error) },
        });
      }
      // Also where a record of this visit has it: what is shown is on disk before it.
      await recorder.settle();
    },
  };
}

/** What the console itself refused is recorded where it is refused. Of bad input nothing came. */
function isWorthARecord({ code }: AppError): boolean {
  return code !== 'bad-input' && code !== 'refused' && code !== 'read-only' && code !== 'aborted';
}

/** Never its values: nobody has looked at what a core or a system put there. */
function whyFailed({ code, reason }: AppError): Record<string, string> {
  return { code, ...(reason === undefined ? {} : { why: reason }) };
}

/** The connection that an input names, by itself or by a draft, a plan or a revocation; null: none that there is. */
export function connectionIn(input: unknown, ports: RecordPorts): AuditConnection | null {
  const id = connectionIdIn(input, ports);
  return id === undefined ? null : connectionNow(id, null, ports);
}

function connectionIdIn(input: unknown, { connectionOf }: RecordPorts): string | undefined {
  const named = textField(input, 'connectionId');
  if (named !== undefined) return named;
  const ids = ['draftId', 'planId', 'id']
    .map((name) => textField(input, name))
    .filter((id) => id !== undefined);
  for (const id of ids) {
    const found = connectionOf(id);
    if (found !== undefined) return found;
  }
  return textField(input, 'id');
}

function textField(input: unknown, name: string): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const value: unknown = Reflect.get(input, name);
  return typeof value === 'string' ? value : undefined;
}

function settingsOf(id: string, { settings }: RecordPorts): ConnectionSettings | null {
  try {
    return settings(id);
  } catch {
    return null;
  }
}

/** One that was removed is as it was before. */
function connectionNow(
  id: string,
  before: ConnectionSettings | null,
  ports: RecordPorts,
): AuditConnection | null {
  const settings = settingsOf(id, ports) ?? before;
  return settings && toAuditConnection(id, settings, null);
}
