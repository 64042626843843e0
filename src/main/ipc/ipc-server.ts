import type { Channel } from '../../contract/channels/channel.ts';
import {
  type CallContext,
  type ChannelName,
  contract,
  type Handlers,
} from '../../contract/channels/contract.ts';
import { Failure, failed, failure, ok, type Result, toAppError } from '../../contract/failure.ts';
import type { AccessGate } from './check-call.ts';
import { OutputError, parseInput, parseOutput } from './check-call.ts';
import { checkSender, createRunningCalls, originOf, type Sender } from './sender.ts';
import { runStream, type StreamHandler } from './streams.ts';

interface IpcServerOptions {
  readonly handlers: Handlers;
  readonly accessGate: AccessGate;
  /** Scheme and host of our own pages, without a slash at the end. */
  readonly ownOrigin: string;
  /** One line, free of secrets. */
  readonly log: (line: string) => void;
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
  /** Aborts everything that runs. */
  readonly close: () => void;
}

type CallHandler = (input: unknown, context: CallContext) => Promise<unknown>;

const LONGEST_ID = 100;

function parseId(id: unknown): string {
  if (typeof id === 'string' && id.length > 0 && id.length <= LONGEST_ID) return id;
  throw failure('bad-input', { reason: 'call-id-invalid' });
}

/** The server of all channels: sender, input, access, handler, output. Knows nothing of Electron. */
export function createIpcServer({ handlers, accessGate, ownOrigin, log }: IpcServerOptions): IpcServer {
  const running = createRunningCalls();

  function trusts(message: string, sender: Sender): boolean {
    const trust = checkSender(sender, ownOrigin);
    if (!trust.trusted) {
      // The origin alone: the rest of a foreign address may have secrets.
      log(
        `ipc: refused ${message} from ${originOf(sender.url) ?? 'a page without origin'} (${trust.reason})`,
      );
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

  async function answer(channel: ChannelName, sender: Sender, id: string, input: unknown): Promise<unknown> {
    const entry: Channel = contract[channel];
    const parsed = parseInput(entry.input, input);
    accessGate(entry.access, parsed);
    if (entry.kind === 'stream') {
      const handler = handlers[channel] as StreamHandler;
      const toFailure = (thrown: unknown) => toError(channel, thrown);
      runStream({ sender, id, running, handler, input: parsed, item: entry.output, toError: toFailure });
      return null;
    }
    const controller = new AbortController();
    running.add(sender, id, { controller });
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
        return ok(await answer(channel, sender, parseId(id), input));
      } catch (thrown) {
        return failed(toError(channel, thrown));
      }
    },
    abort: (sender, id) => {
      if (typeof id === 'string' && trusts('abort', sender)) running.find(sender, id)?.controller.abort();
    },
    taken: (sender, id) => {
      if (typeof id === 'string' && trusts('taken', sender)) running.find(sender, id)?.onTaken?.();
    },
    close: running.abortAll,
  };
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
