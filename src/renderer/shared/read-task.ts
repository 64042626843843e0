import type { Input, Output, ParsedInput } from '../../contract/channels/contract.ts';
import type { Exported, ExportProgress } from '../../contract/domain/rows.ts';
import { readStream } from './ipc-client.ts';

type ExportChannel = 'audit.export' | 'planning.export' | 'revocation.export' | 'revocation.exportGaps';

/** Streams of progress with a result, which comes last. */
type TaskChannel = ExportChannel | 'audit.applyRetention' | 'audit.verify' | 'evidence.write';
type Done<C extends TaskChannel> = Extract<Output<C>, { readonly type: 'done' }>;
type Progress<C extends TaskChannel> = Exclude<Output<C>, Done<C>>;

/** Has main do a task. Rejects with a `Failure`, `aborted` among them. */
export async function readTask<C extends TaskChannel>(
  channel: C,
  input: Input<C>,
  onProgress: (progress: Progress<C>) => void,
  signal: AbortSignal,
): Promise<Done<C> | null> {
  let done: Done<C> | null = null;
  function take(items: readonly Output<C>[]): void {
    for (const item of items)
      if (item.type === 'done') done = item as Done<C>;
      else onProgress(item as Progress<C>);
  }
  await readStream(channel, input, take, signal);
  return done;
}

/** Writes rows into the file that the operator chooses. Null: they chose none. */
export async function readExport<C extends ExportChannel>(
  channel: C,
  input: ParsedInput<C>,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal,
): Promise<Exported> {
  const done = await readTask<ExportChannel>(channel, input, onProgress, signal);
  return done?.exported ?? null;
}
