import { randomUUID } from 'node:crypto';
import type { Draft, ListFormat } from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';
import type { DraftWork } from '../draft-work.ts';
import { createListeners } from '../listeners.ts';
import { createMeter } from '../meter.ts';
import { createDirectCore } from './direct-core.ts';
import { freezeList } from './freeze-list.ts';
import { listColumns, toExportRow } from './list-export.ts';
import { listFile } from './list-files.ts';
import { openListHits } from './list-hits.ts';
import { checkBytes, createListInput } from './list-input.ts';
import type { ListPorts } from './list-ports.ts';
import { createListReading } from './list-reading.ts';
import { createListWork, type ListWork } from './list-work.ts';
import { createLookUp } from './look-up.ts';
import { createOwnIds } from './own-ids.ts';
import { isAtWork, stateOf } from './stage.ts';

interface StartList {
  readonly connectionId: string;
  readonly name: string;
  readonly format: ListFormat;
  readonly size: number;
}

/** A draft that is fed with a list. */
export type ListDraft = DraftWork & Pick<ListWork, 'feed' | 'fed' | 'abandon'>;

/** A draft that waits for its list. Rejects when the connection is not open, or the list is too large. */
export async function startListDraft(ports: ListPorts, request: StartList): Promise<ListDraft> {
  const { connectionId, format, name, size } = request;
  const { now = Date.now } = ports;
  checkBytes(size, ports.limits);
  const { address } = ports.settings(connectionId);
  // Throws when it is not open.
  core();
  const id = randomUUID();
  const createdAt = now();
  const own = createOwnIds(ports.ownUserIds());
  const list = await openListHits(listFile(ports.dataDirectory, id), own.has);
  const listeners = createListeners();
  const meter = createMeter(now);
  let resolved = 0;
  const work = createListWork({
    list,
    newReading,
    toInput: (take) => createListInput(format, take, ports.limits),
    onStage: listeners.tellNow,
  });

  /** The open core, if it still is the one that was asked before. */
  function core() {
    const settings = ports.settings(connectionId);
    if (settings.address !== address) throw otherCore(settings.name);
    return ports.core(connectionId);
  }

  function newReading() {
    return createListReading({
      ports,
      core,
      known: list.known,
      prepare: own.read,
      onChange: () => {
        meter.restart();
        listeners.tellNow();
      },
      take: async (line, lookUp) => {
        await list.take(line, lookUp);
        if (line.row === null) resolved += 1;
        meter.add(1);
        listeners.tellSoon();
      },
    });
  }

  function draft(): Draft {
    const stage = work.stage();
    const { bytes, lines, blank } = work.counts();
    const counts = list.rows.counts();
    const rate = isAtWork(stage) ? meter.rate() : null;
    // As many lines in what is still to come as in what came.
    const all = work.isFed() || bytes === 0 ? lines : Math.max(lines, (lines * size) / bytes);
    const left = stage.is === 'retrying' ? counts.byVerdict.unread : all - resolved;
    return {
      id,
      connectionId,
      createdAt,
      source: { type: 'list', name, format },
      state: stateOf(stage, work.standstill()),
      progress: { of: 'list', bytes, size, lines, resolved, blank },
      totals: { ...list.hits.totals(), ...counts },
      rate,
      remainingMs: rate ? (left / rate) * 1_000 : null,
    };
  }

  // A list does not outlive the console: closing it is the same as discarding it.
  async function end(): Promise<void> {
    await work.end();
    await list.spool.discard();
  }

  return {
    address,
    draft,
    onChange: listeners.add,
    control: work.control,
    feed: work.feed,
    fed: work.fed,
    abandon: work.abandon,
    rows: async ({ show, offset, limit }) => ({ of: 'list', ...(await list.rows.page(show, offset, limit)) }),
    keep: async (what, excluded) => {
      list.keep(what, excluded);
      listeners.tellNow();
    },
    choose: async (row, userIds, signal) => {
      const lookUp = createLookUp({ ports, core: createDirectCore(core, signal), known: list.known, signal });
      await list.choices.choose(row, userIds, lookUp.user);
      listeners.tellNow();
    },
    freeze: () => freezeList(name, work.stage(), list),
    exportColumns: listColumns,
    exportRows: async function* () {
      for await (const row of list.rows.rows()) yield toExportRow(row);
    },
    discard: end,
    close: end,
  };
}

function otherCore(name: string) {
  return failure('bad-input', `${name} leads to another core than when this list was begun.`, {
    hint: 'Lead the connection back to the first core, or begin the list anew.',
  });
}
