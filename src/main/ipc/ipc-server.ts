import type { Channel } from '../../contract/channels/channel.ts';
import {
  type CallContext,
  type ChannelName,
  channelsWhileLocked,
  contract,
  type Handlers,
} from '../../contract/channels/contract.ts';
import type { AppError } from '../../contract/errors.ts';
import { Failure, failed, failure, ok, type Result, toAppError } from '../../contract/failure.ts';
import type { AccessGate } from './check-call.ts';
import { OutputError, parseInput, parseOutput } from './check-call.ts';
import { checkSender, createRunningCalls, originOf, type Sender } from './sender.ts';
import { runStream, type StreamHandler } from './streams.ts';
import { createWindowLimits } from './window-limits.ts';

interface IpcServerOptions {
  readonly handlers: Handlers;
  readonly accessGate: AccessGate;
  /** While it is, only `channelsWhileLocked` are answered. */
  readonly isLocked: () => boolean;
  /** Scheme and host of our own pages, without a slash at the end. */
  readonly ownOrigin: string;
  /** One line, free of secrets. */
  readonly log: (line: string) => void;
  readonly onRefused: (attempt: RefusedAttempt) => void;
}

/** A message that this console did not let have its effect. */
export interface RefusedAttempt {
  readonly channel: ChannelName | 'abort' | 'taken';
  readonly why: 'foreign-sender' | 'console-locked' | 'read-only' | 'not-confirmed' | 'passphrase-wrong';
  /** Scheme and host of the page; null: it has none. */
  readonly origin: string | null;
  /** What it asked for, as it came: not parsed. */
  readonly input: unknown;
}

export interface IpcServer {
  /** Every channel of the contract, for whoever listens on them. */
  readonly channels: readonly ChannelName[];
  /** The answer of a call; of a stream, whether it was taken. Never rejects. */
  readonly call: (
    channel: ChannelName,
    sender: Sender,
    id: unknown,
    input: unknown,
  ) => Promise<Result<unknown>>;
  readonly abort: (sender: Sender, id: unknown) => void;
  /** The page took one batch of the stream with this id. */
  readonly taken: (sender: Sender, id: unknown) => void;
  /** The console was locked: ends what pages wait for. What runs in main goes on. */
  readonly lock: () => void;
  /** Aborts everything that runs. */
  readonly close: () => void;
}

type CallHandler = (input: unknown, context: CallContext) => Promise<unknown>;

const longestId = 100;

function parseId(id: unknown): string {
  if (typeof id === 'string' && id.length > 0 && id.length <= longestId) return id;
  throw failure('bad-input', { reason: 'call-id-invalid' });
}

/** The server of all channels: sender, input, access, handler, output. Knows nothing of Electron. */
export function createIpcServer(options: IpcServerOptions): IpcServer {
  const { handlers, accessGate, isLocked, ownOrigin, log, onRefused } = options;
  const running = createRunningCalls();
  const limits = createWindowLimits();

  function trusts(message: RefusedAttempt['channel'], sender: Sender): boolean {
    const trust = checkSender(sender, ownOrigin);
    if (!trust.trusted) {
      // The origin alone: the rest of a foreign address may have secrets.
      const origin = originOf(sender.url) ?? null;
      log(`ipc: refused ${message} from ${origin ?? 'a page without origin'} (${trust.reason})`);
      onRefused({ channel: message, why: 'foreign-sender', origin, input: null });
    }
    return trust.trusted;
  }

  function toError(channel: ChannelName, thrown: unknown) {
    if (thrown instanceof OutputError) log(`ipc: ${channel} broke its output schema at ${thrown.message}`);
    else if (!(thrown instanceof Failure) && !(thrown instanceof Error && thrown.name === 'AbortError')) {
      log(`ipc: ${channel} failed: ${describeUnforeseen(thrown)}`);
    }
    return toAppError(thrown);
  }

  function startStream(channel: ChannelName, sender: Sender, id: string, input: unknown): void {
    const entry: Channel = contract[channel];
    const release = limits.take(sender.id, 'stream', input);
    try {
      const parsed = parseInput(entry.input, input);
      accessGate(entry.access, parsed);
      const handler = handlers[channel] as StreamHandler;
      const toFailure = (thrown: unknown) => toError(channel, thrown);
      const whileLocked = channelsWhileLocked.has(channel);
      const stream = { sender, id, running, handler, input: parsed, item: entry.output, whileLocked };
      runStream({ ...stream, toError: toFailure, onEnd: release });
    } catch (thrown) {
      release();
      throw thrown;
    }
  }

  async function answer(channel: ChannelName, sender: Sender, id: string, input: unknown): Promise<unknown> {
    const release = limits.take(sender.id, 'call', input);
    try {
      return await answerCall(channel, sender, id, input);
    } finally {
      release();
    }
  }

  function isShut(channel: ChannelName): boolean {
    return isLocked() && !channelsWhileLocked.has(channel);
  }

  function checkLock(channel: ChannelName): void {
    if (isShut(channel)) throw failure('console-locked');
  }

  async function answerCall(channel: ChannelName, sender: Sender, id: string, input: unknown) {
    const entry: Channel = contract[channel];
    const parsed = parseInput(entry.input, input);
    accessGate(entry.access, parsed);
    const controller = new AbortController();
    running.add(sender, id, { controller, whileLocked: channelsWhileLocked.has(channel) });
    try {
      const context = { signal: controller.signal, page: running.pageOf(sender) };
      const output = await (handlers[channel] as CallHandler)(parsed, context);
      return parseOutput(entry.output, output);
    } finally {
      running.remove(sender, id);
    }
  }

  return {
    channels: Object.keys(contract) as ChannelName[],
    call: async (channel, sender, id, input) => {
      try {
        if (!trusts(channel, sender)) throw failure('internal', { reason: 'page-refused' });
        if (isShut(channel)) onRefused({ channel, why: 'console-locked', origin: ownOrigin, input });
        checkLock(channel);
        const callId = parseId(id);
        if (contract[channel].kind === 'stream') {
          startStream(channel, sender, callId, input);
          return ok(null);
        }
        const value = await answer(channel, sender, callId, input);
        // Locked meanwhile: what was asked for before is not given either.
        checkLock(channel);
        return ok(value);
      } catch (thrown) {
        const error = toError(channel, thrown);
        const why = whyRefused(error);
        if (why !== null) onRefused({ channel, why, origin: ownOrigin, input });
        return failed(isShut(channel) ? failure('console-locked').error : error);
      }
    },
    abort: (sender, id) => {
      if (typeof id === 'string' && trusts('abort', sender)) running.find(sender, id)?.controller.abort();
    },
    taken: (sender, id) => {
      if (typeof id === 'string' && trusts('taken', sender)) running.find(sender, id)?.onTaken?.();
    },
    lock: () => running.abortForLock(failure('console-locked')),
    close: running.abortAll,
  };
}

/** Null: it was not refused by this console, or that was told where it was. */
function whyRefused({ code, reason }: AppError): RefusedAttempt['why'] | null {
  if (code === 'read-only') return 'read-only';
  if (reason === 'not-confirmed') return 'not-confirmed';
  return reason === 'passphrase-wrong' || reason === 'touch-id-not-confirmed' ? 'passphrase-wrong' : null;
}

/**
 * A line for the log about an error nobody foresaw: its kind and where it was thrown. Its message stays out, because
 * libraries put addresses, keys and bodies there.
 */
export function describeUnforeseen(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `a thrown ${typeof thrown}`;
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code: unknown = Reflect.get(thrown, 'code');
  const kind = typeof code === 'string' ? `${thrown.name} (${code})` : thrown.name;
  return [kind, ...frames.slice(0, 6).map((line) => line.trim())].join(' ');
}
