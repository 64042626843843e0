import { failure, toAppError } from '../../../contract/failure.ts';
import { createLineView, type LineView } from '../../store/source-lines.ts';
import type { OpenDraft } from '../draft.ts';
import { type ListPorts, startListDraft } from '../list/list-draft.ts';
import type { ListUpload } from '../list/list-upload.ts';
import type { GapsOf } from './gaps-of.ts';

/** So many lines are read at a time: of the longest, half a megabyte. */
const pageSize = 250;

/**
 * A draft of a list with the texts of the lines that were unknown, ambiguous, unread or not looked up. They are uploaded
 * in the background, as a list from a window is. Null: there are none.
 */
export async function startGapLines(
  ports: ListPorts,
  { revocationId, source: { connectionId, coreKeys, source } }: GapsOf,
  signal: AbortSignal,
): Promise<OpenDraft | null> {
  if (source.type !== 'list') return null;
  const lines = createLineView(ports.store.read, revocationId, 'to-try-again');
  try {
    let size = 0;
    for await (const chunk of chunksOf(lines)) {
      signal.throwIfAborted();
      size += chunk.byteLength;
    }
    if (size === 0) {
      lines.close();
      return null;
    }
    const { draft, upload } = await startListDraft(ports, {
      connectionId,
      name: source.name,
      // Each line as a JSON text: whatever is in it stays in one line.
      format: { type: 'json-lines', path: '' },
      size,
      retryOf: revocationId,
      coreKeys,
    });
    void uploadAll(lines, upload).finally(lines.close);
    return draft;
  } catch (thrown) {
    lines.close();
    throw thrown;
  }
}

async function uploadAll(lines: LineView, upload: ListUpload): Promise<void> {
  try {
    for await (const chunk of chunksOf(lines)) await upload.add(chunk, never);
    await upload.finish(null);
  } catch (thrown) {
    // Of a list that takes nothing more, for instance because it was stopped, this changes nothing.
    await upload.finish(toAppError(thrown).message).catch(() => undefined);
  }
}

const never = new AbortController().signal;

/** Rejects with `store-damaged` when a line is damaged: the new draft would miss it in silence. */
async function* chunksOf(lines: LineView): AsyncGenerator<Uint8Array> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await lines.page(offset, pageSize);
    if (page.lines.some(({ damaged }) => damaged)) throw isDamaged();
    if (page.lines.length > 0)
      yield Buffer.from(page.lines.map(({ text }) => `${JSON.stringify(text)}\n`).join(''));
    if (page.lines.length < pageSize) return;
  }
}

function isDamaged() {
  return failure('store-damaged', 'A line of this list is damaged on disk, so its text is not known.', {
    hint: 'Begin the list again from its file.',
  });
}
