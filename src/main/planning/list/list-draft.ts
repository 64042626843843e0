import { randomUUID } from 'node:crypto';
import type { ListRow } from '../../../contract/domain/planning/draft-rows.ts';
import type { ListFormat } from '../../../contract/domain/planning/list-format.ts';
import type { LineResult } from '../../../contract/domain/planning/list-lines.ts';
import { lineResults } from '../../../contract/domain/stored-names.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import type { KeyCache } from '../../identity/access-token.ts';
import type { ExportRow } from '../../shared/export/csv.ts';
import { toIsoTime, toYesOrNo } from '../../shared/export/write-export.ts';
import { maxRows } from '../../store/changes.ts';
import type { StoreReader } from '../../store/interface.ts';
import type { Documents, StoredLine } from '../../store/records.ts';
import { reasonFromText, reasonToText } from '../../store/source-lines.ts';
import type { DraftPorts, OpenDraft, PreviewRows } from '../draft/draft.ts';
import { openDraft } from '../draft/open-draft.ts';
import { createStoredDraft, type DraftSource, type StoredDraft } from '../draft/stored-draft.ts';
import { createListBuilder, type ListBuilder, type ListJob } from './list-builder.ts';
import { createListUpload, type ListUpload } from './list-upload.ts';
import {
  checkBytes,
  createChunkReader,
  createReadToken,
  defaultLimits,
  type ListLimits,
  type ListPlanning,
  restoredPlanning,
  toListPlanning,
  uploaded,
} from './read-chunks.ts';

export interface ListPorts extends DraftPorts {
  readonly signingKeys: KeyCache;
  readonly limits?: ListLimits;
}

interface StartList {
  readonly connectionId: string;
  readonly name: string;
  readonly format: ListFormat;
  /** Bytes that will come. */
  readonly size: number;
  /** The users of sessions are not read. */
  readonly names?: 'not-read';
  /** Only lines that the plan of this revocation did not cover. */
  readonly retryOf?: string;
  /** Of the core that they were looked up at before; else the core that answers first is the one. */
  readonly coreKeys?: DraftSource['coreKeys'];
  /** What is written before the first line, and how many bytes that takes. */
  readonly before?: {
    readonly bytes: number;
    readonly prepare: (stored: StoredDraft) => Promise<void>;
  };
}

/** Lines that may wait for the disk. */
const mostWaiting = 4 * maxRows;
/** Bytes on disk for each byte of a list: a handle of 37 bytes takes about 300 with its session. */
const bytesPerByte = 8;
const marginBytes = 64 * 1_024 ** 2;

/** A draft that waits for its list. Rejects when the connection is not open, the list is too large, or the disk too full. */
export async function startListDraft(
  ports: ListPorts,
  request: StartList,
): Promise<{ readonly draft: OpenDraft; readonly upload: ListUpload }> {
  const { before, connectionId, coreKeys = null, format, name, names, retryOf, size } = request;
  const { clock, limits = defaultLimits, settings } = ports;
  checkBytes(size, limits);
  const { address } = settings(connectionId);
  // Throws when the connection is not open.
  ports.core(connectionId);
  const planning: ListPlanning = { state: { state: 'uploading' }, isOwnInDoubt: false };
  const more = { ...(names ? { names } : {}), ...(retryOf === undefined ? {} : { retryOf }) };
  const source = { type: 'list', name, format, ...more } as const;
  const stored = await createStoredDraft(ports, {
    id: randomUUID(),
    source: { connectionId, address, coreKeys, createdAt: clock.now(), source, size },
    expectedBytes: size * bytesPerByte + marginBytes + (before?.bytes ?? 0),
    planning: toListPlanning(planning),
  });
  await before?.prepare(stored).catch(async (thrown: unknown) => {
    await ports.store.write.remove({ id: stored.id }).catch(() => undefined);
    throw thrown;
  });
  const builder = createListBuilder({ ports, stored, first: { ...planning, uploaded: nothingUploaded } });
  const draft = await openDraft(ports, stored, builder, createListRows(ports.store.read));
  const upload = createUpload(ports, { stored, builder, format, limits, size });
  return { draft, upload };
}

const nothingUploaded = { bytes: 0, blank: 0, hasEnded: false };

/** A draft that an earlier run of the console left. Nothing is asked of a core before it is resumed. */
export async function restoreListDraft(
  ports: ListPorts,
  stored: StoredDraft,
  documents: Documents,
): Promise<OpenDraft> {
  const builder = createListBuilder({
    ports,
    stored,
    first: {
      ...restoredPlanning(documents.planning),
      uploaded: uploaded.parse(documents.checkpoint ?? nothingUploaded),
    },
  });
  return openDraft(ports, stored, builder, createListRows(ports.store.read));
}

interface UploadParts {
  readonly stored: StoredDraft;
  readonly builder: ListBuilder;
  readonly format: ListFormat;
  readonly limits: ListLimits;
  /** Bytes that were announced. The room on disk was checked for so many. */
  readonly size: number;
}

function createUpload(
  { clock, signingKeys }: ListPorts,
  { stored, builder, format, limits, size }: UploadParts,
): ListUpload {
  const { caller, control }: ListJob = builder.begin();
  const readToken = createReadToken(caller, signingKeys, clock.now);
  const chunks = createChunkReader({ format, limits, readToken }, async (lines) => {
    await control.checkpoint();
    stored.append({ type: 'add-lines', lines });
    if (stored.waiting() > mostWaiting) await stored.settleOrPause(control);
  });
  let turn: Promise<unknown> = Promise.resolve();

  function checkTaken(): void {
    const list = builder.listState();
    if (list.state === 'failed') throw new Failure(list.error);
    if (list.state === 'uploading') return;
    throw failure('aborted', { reason: 'list-stopped', retryable: false });
  }

  /** One part after the other. What goes wrong ends the list, unless it has ended before. */
  function next(part: () => Promise<void>): Promise<void> {
    const result = turn.then(async () => {
      checkTaken();
      await part();
      builder.noteUploaded(chunks.uploaded(), chunks.toLookUp());
    });
    turn = result.catch((thrown) => {
      // Stopped by the operator, or by the end of the console.
      if (!control.signal.aborted) builder.fail(thrown);
    });
    return result;
  }

  return createListUpload({
    clock,
    signal: control.signal,
    fail: builder.fail,
    add: (bytes) =>
      next(async () => {
        if (chunks.uploaded().bytes + bytes.byteLength > size)
          throw failure('bad-input', { reason: 'list-longer-than-said' });
        await chunks.add(bytes);
      }),
    end: async () => {
      checkTaken();
      // The operator sees how it ends in the state of the draft. Lines are looked up from the store: they are there first.
      next(async () => {
        await chunks.end();
        await stored.settleOrPause(control);
      }).then(builder.endUpload, () => undefined);
    },
  });
}

const exportColumns = [
  'line',
  'text',
  'kind',
  'result',
  'session',
  'tenant',
  'user',
  'name',
  'created',
  'sessions',
  'duplicate of line',
  'why',
  'excluded',
] as const;

type Cells = Partial<Record<(typeof exportColumns)[number], string | number | null>>;

/** The lines of a list, in the order of the list. */
function createListRows(read: Pick<StoreReader, 'lines'>): PreviewRows<StoredLine> {
  return {
    of: 'lines',
    sorts: { line: 'number', text: 'text', kind: 'kind', result: 'result' },
    shown: [...lineResults, 'excluded', 'own'],
    read: (request) => read.lines(request),
    toPage: (total, rows) => ({ type: 'list', total, rows: rows.map(toListRow) }),
    exportColumns,
    toExportRow,
  };
}

function toListRow(line: StoredLine): ListRow {
  const { excluded, id, kind, number, text } = line;
  return { row: id - 1, excluded, line: number, text, kind, result: resultOfLine(line) };
}

function resultOfLine(line: StoredLine): LineResult {
  const {
    candidates,
    chosen,
    createdAt,
    duplicateOf,
    error,
    excludedOfUsers,
    handle,
    name,
    reason,
    sessions,
    sessionsOfUser,
    tenantId,
    userId,
  } = line;
  if (line.damaged) return { type: 'damaged' };
  switch (line.result) {
    case 'session':
      if (handle === null || tenantId === null || userId === null || createdAt === null) break;
      return { type: 'session', handle, tenantId, userId, name, createdAt };
    case 'user':
      if (userId === null) break;
      return {
        ...{ type: 'user', userId, name: name ?? userId, sessions },
        ...{ ofUser: sessionsOfUser, excludedOfUsers },
      };
    case 'duplicate':
      if (duplicateOf === null) break;
      return { type: 'duplicate', row: duplicateOf.id - 1, line: duplicateOf.number };
    case 'ambiguous':
      return {
        ...{ type: 'ambiguous', candidates: candidates.map(copy), chosen: [...chosen] },
        ...{ sessions, excludedOfUsers },
      };
    case 'malformed':
      return { type: 'malformed', reason: reasonFromText(reason ?? '') };
    case 'unread':
      if (error === null) break;
      return { type: 'unread', error };
    case 'unknown':
    case 'open':
      return { type: line.result };
  }
  // The store writes no row without these values.
  return { type: 'damaged' };
}

function copy<T>(value: T): T {
  return { ...value };
}

function toExportRow(line: StoredLine): ExportRow {
  const { excluded, kind, line: number, text, result } = toListRow(line);
  const cells: Cells = {
    line: number,
    text,
    ...(kind ? { kind } : {}),
    result: result.type,
    ...cellsOf(result),
    excluded: toYesOrNo(excluded),
  };
  return { ...nothing, ...cells };
}

const nothing: ExportRow = Object.fromEntries(exportColumns.map((column) => [column, null]));

function cellsOf(result: LineResult): Cells {
  switch (result.type) {
    case 'session':
      return {
        session: result.handle,
        tenant: result.tenantId,
        user: result.userId,
        name: result.name,
        created: toIsoTime(result.createdAt),
        sessions: 1,
      };
    case 'user':
      return { user: result.userId, name: result.name, sessions: result.sessions };
    case 'ambiguous':
      return { user: result.chosen.join(' '), sessions: result.sessions };
    case 'duplicate':
      return { 'duplicate of line': result.line };
    case 'malformed':
      return { why: reasonToText(result.reason) };
    case 'unread':
      return { why: result.error.reason ?? result.error.code };
    case 'unknown':
    case 'open':
    case 'damaged':
      return {};
  }
}
