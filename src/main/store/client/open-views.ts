import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { failure } from '../../../contract/failure.ts';
import type { DataFolder } from '../files/data-folder.ts';
import type { ViewRequest } from '../interface.ts';
import type { LongCall } from '../long-call.ts';
import { untilAborted } from './store-thread.ts';

interface OpenViewsOptions {
  readonly folder: DataFolder;
  readonly limit: number;
  /** Fills the file of this name. */
  readonly build: (request: ViewRequest, view: string, call: LongCall) => Promise<{ readonly total: number }>;
  /** Closes it in the reader. */
  readonly closeInReader: (view: string) => Promise<unknown>;
}

/** Views that were opened and not closed yet: each is a file of row ids. */
export interface OpenViews {
  readonly open: (
    request: ViewRequest,
    call: LongCall,
  ) => Promise<{ readonly view: string; readonly total: number }>;
  /** The file of a view of this revocation. Rejects with `not-found`. */
  readonly fileOf: (view: string, id: string) => string;
  readonly close: (view: string) => Promise<void>;
  /** Also stops those that are being built. */
  readonly closeAllOf: (id: string) => Promise<void>;
  readonly closeAll: () => Promise<void>;
}

interface View {
  readonly id: string;
  readonly stop: AbortController;
  ready: boolean;
}

export function createOpenViews({ folder, limit, build, closeInReader }: OpenViewsOptions): OpenViews {
  // In the order of their opening.
  const views = new Map<string, View>();

  async function close(view: string): Promise<void> {
    const known = views.get(view);
    views.delete(view);
    if (!known) return;
    known.stop.abort();
    if (!known.ready) return;
    await closeInReader(`${view}.db`).catch(() => undefined);
    await removeFile(view);
  }

  /** Not in this thread: the file of ten million rows takes a tenth of a second. What is busy is removed at the next start. */
  function removeFile(view: string): Promise<void> {
    return rm(folder.view(`${view}.db`), { force: true }).catch(() => undefined);
  }

  async function closeWhere(matches: (view: View) => boolean): Promise<void> {
    for (const [name, view] of [...views]) if (matches(view)) await close(name);
  }

  async function open(request: ViewRequest, call: LongCall): Promise<{ view: string; total: number }> {
    const name = randomUUID();
    const view: View = { id: request.id, stop: new AbortController(), ready: false };
    views.set(name, view);
    const signals = [view.stop.signal, ...(call.signal ? [call.signal] : [])];
    try {
      const { total } = await build(request, `${name}.db`, { ...call, signal: AbortSignal.any(signals) });
      if (!views.has(name) || call.signal?.aborted) throw isGone();
      view.ready = true;
      for (const oldest of [...views.keys()].slice(0, Math.max(0, views.size - limit))) await close(oldest);
      return { view: name, total };
    } catch (thrown) {
      views.delete(name);
      await removeFile(name);
      throw thrown;
    }
  }

  return {
    open: (request, call) => untilAborted(call.signal, open(request, call)),
    fileOf(view, id) {
      const known = views.get(view);
      if (!known?.ready || known.id !== id) throw isGone();
      return `${view}.db`;
    },
    close,
    closeAllOf: (id) => closeWhere((view) => view.id === id),
    closeAll: () => closeWhere(() => true),
  };
}

function isGone() {
  return failure('not-found', { reason: 'order-gone' });
}
