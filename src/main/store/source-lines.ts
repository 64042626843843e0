import { type MalformedReason, malformedCodes } from '../../contract/domain/planning/list-lines.ts';
import { Failure } from '../../contract/failure.ts';
import type { StoreReader } from './interface.ts';
import type { StoredLine } from './records.ts';

/** Lines of one kind of a list that does not change any more, in their order, in pages. */
export interface LineView {
  readonly page: (
    offset: number,
    limit: number,
  ) => Promise<{ readonly total: number; readonly lines: readonly StoredLine[] }>;
  readonly close: () => void;
}

type Reads = Pick<StoreReader, 'closeView' | 'lines' | 'openView'>;

/** `show`: as of `ViewRequest`. The view is opened with the first page. */
export function createLineView(read: Reads, id: string, show: string): LineView {
  let opened: ReturnType<StoreReader['openView']> | undefined;

  function open(): ReturnType<StoreReader['openView']> {
    if (opened) return opened;
    const opening = read.openView({ id, of: 'lines', show, search: null, sort: null });
    opened = opening;
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
    return opening;
  }

  async function readPage(offset: number, limit: number) {
    const { view, total } = await open();
    return { total, lines: await read.lines({ id, view, offset, limit }) };
  }

  return {
    page: async (offset, limit) => {
      try {
        return await readPage(offset, limit);
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.error.code !== 'not-found') throw thrown;
        // Only a few views are open at a time in the whole console: this one can have made room for others.
        opened = undefined;
        return readPage(offset, limit);
      }
    },
    close: () => {
      opened?.then(({ view }) => read.closeView({ view })).catch(() => undefined);
      opened = undefined;
    },
  };
}

/** Why a line is malformed, as the store has it: "not-json", "column-missing:3". */
export function reasonToText({ code, count }: MalformedReason): string {
  return count === null ? code : `${code}:${count}`;
}

export function reasonFromText(text: string): MalformedReason {
  const [name, count] = text.split(':');
  const code = malformedCodes.find((known) => known === name) ?? 'neither-session-nor-user';
  return { code, count: count === undefined ? null : Number(count) };
}
