import type { CallContext, Handlers, StreamContext } from '../../../src/contract/channels/contract.ts';
import type { ExcludeItem } from '../../../src/contract/domain/planning/change-draft.ts';
import type { Draft } from '../../../src/contract/domain/planning/draft.ts';
import type { Exported, ExportItem } from '../../../src/contract/domain/rows.ts';

export interface Recorded<Item> {
  readonly context: StreamContext<Item>;
  readonly items: Item[];
  readonly abort: () => void;
}

/** A caller of a stream that keeps all items; `onItems` sees them first and may take its time. */
export function recordStream<Item>(
  onItems?: (items: readonly Item[]) => void | Promise<void>,
): Recorded<Item> {
  const controller = new AbortController();
  const items: Item[] = [];
  return {
    items,
    abort: () => controller.abort(),
    context: {
      signal: controller.signal,
      page: controller.signal,
      emit: async (batch) => {
        controller.signal.throwIfAborted();
        items.push(...batch);
        await onItems?.(batch);
        controller.signal.throwIfAborted();
      },
    },
  };
}

export function callContext(): CallContext {
  const { signal } = new AbortController();
  return { signal, page: signal };
}

/** The last item that a stream sends, which is its result. */
export async function lastOf<Item>(
  read: (context: StreamContext<Item>) => Promise<void>,
  signal = new AbortController().signal,
): Promise<Item> {
  const { context, items } = recordStream<Item>();
  await read({ ...context, signal, page: signal });
  const last = items.at(-1);
  if (last === undefined) throw new Error('The stream sent nothing.');
  return last;
}

/** What an export wrote. */
export async function exportedBy<Request>(
  write: (request: Request, context: StreamContext<ExportItem>) => Promise<void>,
  request: Request,
  signal?: AbortSignal,
): Promise<Exported> {
  const last = await lastOf<ExportItem>((context) => write(request, context), signal);
  if (last.type !== 'done') throw new Error('The export did not end.');
  return last.exported;
}

/** The draft after rows were excluded, or included. */
export async function draftAfter(
  exclude: Handlers['planning.exclude'],
  request: Parameters<Handlers['planning.exclude']>[0],
  signal?: AbortSignal,
): Promise<Draft> {
  const last = await lastOf<ExcludeItem>((context) => exclude(request, context), signal);
  if (last.type !== 'done') throw new Error('The change did not end.');
  return last.draft;
}
