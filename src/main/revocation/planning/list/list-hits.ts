import type { Verdict } from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';
import { createHits, type Hits } from '../hits.ts';
import { openRowSpool, type RowSpool } from '../row-spool.ts';
import { type Choices, createChoices } from './choices.ts';
import { createClaims } from './claims.ts';
import { createJudge } from './judge.ts';
import type { LookedUp } from './list-reading.ts';
import { createListRows, type ListRows, type SpooledLine } from './list-rows.ts';
import type { Known, LookUp } from './look-up.ts';
import { toWanted, type Wanted } from './wanted.ts';

/** What the lines of a list hit: rows on disk, and the sessions and users that they brought in. */
export interface ListHits {
  readonly hits: Hits;
  readonly rows: ListRows;
  readonly known: Known;
  readonly choices: Choices;
  /** Lines were added or read again: what the operator chose and took out is seen to again. */
  readonly settle: () => Promise<void>;
  readonly spool: RowSpool<SpooledLine>;
  /** Makes a row of it, or another one of the row that is there. */
  readonly take: (line: LookedUp, lookUp: Pick<LookUp, 'taken'>) => Promise<void>;
  /** Lines that could not be looked up, as they were read. */
  readonly unread: () => AsyncGenerator<{
    readonly row: number;
    readonly line: number;
    readonly wanted: Wanted;
  }>;
  /** Throws `bad-input` when there is nothing to take out in these rows. */
  readonly keep: (what: 'own' | readonly number[], excluded: boolean) => void;
}

/** Bytes of rows that may wait for the disk. */
const mostWaiting = 256 * 1_024;

export async function openListHits(file: string, isOwn: (userId: string) => boolean): Promise<ListHits> {
  const spool = await openRowSpool<SpooledLine>(file);
  const rows = createListRows(spool);
  const hits = createHits(isOwn);
  const claims = createClaims(hits, (row) => row < rows.size && rows.verdict(row) === 'ambiguous');
  const choices = createChoices({ rows, claims, isOwnUser: hits.isOwnUser });
  const judge = createJudge({ hits, claims, rows });
  // Of rows that could not be looked up. They are nowhere else, and go with the draft.
  const tokens = new Map<number, string>();
  let isOwnKept = false;

  function keepOwn(excluded: boolean): void {
    isOwnKept = excluded;
    for (const row of claims.keepOwn(excluded)) rows.setKept(row, excluded);
  }

  function keepRows(wanted: readonly number[], excluded: boolean): void {
    const able = new Set(wanted.filter((row) => row < rows.size && bringsIn(rows.verdict(row))));
    if (able.size === 0) {
      throw failure('bad-input', 'There is nothing in these lines that could be taken out.', {
        hint: 'Of a duplicate, take out the line that it repeats.',
      });
    }
    for (const row of able) rows.setKept(row, excluded);
    claims.keep(able, excluded);
  }

  return {
    hits,
    rows,
    spool,
    choices,
    known: {
      session: (handle) => {
        const index = hits.targets.find(handle);
        return index >= 0 && claims.ownerOfSession(index) >= 0 ? index : -1;
      },
      user: (id) => {
        const user = hits.findUser(id);
        return user >= 0 && claims.ownerOfUser(user) >= 0 ? user : -1;
      },
    },
    take: async ({ line, wanted, found, row }, { taken }) => {
      const before = row === null ? null : await rows.row(row);
      const index = row ?? rows.size;
      const { own, ...judged } = judge(index, found);
      if (found.is === 'user') taken(found.user);
      const after: SpooledLine = { line, text: wanted.text, ...judged };
      if (before) rows.replace(index, before, after, own);
      else rows.append(after, own);
      if (found.is === 'unread' && wanted.is === 'token') tokens.set(index, wanted.token);
      else tokens.delete(index);
      if (spool.waiting() > mostWaiting) await spool.drain();
    },
    unread: async function* () {
      for await (const { row, line, text } of rows.rows('unread')) {
        const token = tokens.get(row);
        yield { row, line, wanted: token === undefined ? toWanted(text) : { is: 'token', text, token } };
      }
    },
    settle: async () => {
      choices.apply();
      if (isOwnKept) keepOwn(true);
      await spool.drain();
    },
    keep: (what, excluded) => (what === 'own' ? keepOwn(excluded) : keepRows(what, excluded)),
  };
}

function bringsIn(verdict: Verdict): boolean {
  return verdict === 'session' || verdict === 'user' || verdict === 'ambiguous';
}
