import { type Change, maxRows } from '../changes.ts';
import type { OpenFile } from '../files/connection.ts';
import type { StoreWriter } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import { type Documents, documentNames } from '../records.ts';
import { beginCounts, setCommit } from '../tables/counts.ts';
import { changeHead, markRemoved, writeHead } from '../tables/head.ts';
import { checksum, endOf, startOf } from '../tables/rows.ts';
import { insertScanned } from '../tables/scanned.ts';
import { dropLaterIndexes } from '../tables/schema.ts';
import { insertSessionsBefore } from '../tables/sessions-before.ts';
import { type Edit, editRevocation, thaw } from './edit.ts';
import { addNewSessions, addOrderedSessions, recordEvent, recordOAuth, recordSignalled } from './events.ts';
import { addExcludedBefore } from './excluded-before.ts';
import { addLines, resolveLines } from './lines.ts';
import { addMatches, addUndecided } from './matches.ts';
import { addUnread, addUserIds, addUsers, rememberSessions, setUnread } from './user-changes.ts';

type NewRevocation = Omit<Parameters<StoreWriter['create']>[0], 'expectedBytes' | 'changes'>;

/** Makes a revocation without lines, users and targets. Resolves with its number in the file. */
export function insertRevocation(file: OpenFile, input: NewRevocation): number {
  const last = file.prepare('SELECT max(rev) AS rev FROM head').get()?.rev;
  const rev = typeof last === 'number' ? last + 1 : 0;
  writeHead(file, { rev, id: input.id, state: input.state, summary: input.summary });
  setCommit(file, rev, 0);
  beginCounts(file, rev);
  editRevocation(file, rev, (edit) => {
    writeDocuments(edit, input.documents);
    if (input.loadsWithoutIndex) edit.counts.set('is-list', 1);
  });
  // Other revocations in a file of many need them.
  if (input.loadsWithoutIndex && input.size === 'large') dropLaterIndexes(file.db);
  return rev;
}

/** Changes what is on disk, with its numbers, within the transaction that is open: all of a commit together. */
export function applyChanges(file: OpenFile, rev: number, ...changes: readonly Change[]): void {
  editRevocation(file, rev, (edit) => {
    for (const change of changes) apply(edit, change);
  });
}

function apply(edit: Edit, change: Change): void {
  const { file, rev } = edit;
  switch (change.type) {
    case 'documents':
      writeDocuments(edit, change.documents);
      break;
    case 'state':
      changeHead(file, rev, change.state, change.summary);
      // What was frozen is changed: who is linked with whom since the plan was made is looked at anew.
      if (change.state === 'draft') thaw(edit);
      break;
    case 'add-lines':
      addLines(edit, change.lines);
      break;
    case 'resolve-lines':
      resolveLines(edit, change.lines);
      break;
    case 'add-users':
      addUsers(edit, change.users);
      break;
    case 'add-matches':
      addMatches(edit, change.matches);
      break;
    case 'add-undecided':
      addUndecided(edit, change.sessions);
      break;
    case 'scanned':
      insertScanned(file, rev, change);
      break;
    case 'unread':
      setUnread(edit, change.userId, change.handles);
      break;
    case 'add-unread':
      addUnread(edit, change.userId, change.handles);
      break;
    case 'excluded-before':
      addExcludedBefore(edit, change);
      break;
    case 'event':
      recordEvent(edit, change);
      break;
    case 'oauth':
      recordOAuth(edit, change);
      break;
    case 'signalled':
      recordSignalled(edit, change);
      break;
    case 'new-sessions':
      if (change.ordered) addOrderedSessions(edit, change, change.ordered.under);
      else addNewSessions(edit, change);
      break;
    case 'user-ids':
      addUserIds(edit, change.userId, change.identities);
      break;
    case 'sessions-before':
      insertSessionsBefore(file, rev, change.sessions);
      break;
    case 'remember-sessions':
      rememberSessions(edit, change.userId, change.handles);
      break;
  }
}

function writeDocuments({ counts, file, rev }: Edit, documents: Documents): void {
  for (const [at, name] of documentNames.entries()) {
    if (documents[name] === undefined) continue;
    const json = JSON.stringify(documents[name]);
    file
      .prepare('INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)')
      .run(rev, name, json, checksum(rev, name, json));
    counts.set('documents', counts.get('documents') | (1 << at));
  }
}

/** Where the rows of a revocation are, by what their ids are of. */
const tablesByRow = [
  'target',
  'session_before',
  'undecided',
  'line',
  'user',
  'tenant',
  'error',
  'event',
] as const;
const tablesByUser = ['chosen_session', 'remembered'] as const;
const tablesByRev = [
  'choice',
  'user_alias',
  'login_method',
  'scanned',
  'unread',
  'page_mark',
  'excluded_before',
  'count',
  'document',
  'commit_number',
] as const;

/** Removes the rows of a revocation from a file of many. Its head is `removed` meanwhile, and goes last. */
export function* removeRevocationRows(file: OpenFile, rev: number): Generator<OperationProgress, void> {
  markRemoved(file, rev);
  const range = [startOf(rev), endOf(rev)] as const;
  const steps = [
    ...tablesByUser.map((table) => () => deleteSome(file, table, 'user > ? AND user <= ?', range)),
    ...tablesByRow.map((table) => () => deleteSome(file, table, 'id > ? AND id <= ?', range)),
    ...tablesByRev.map((table) => () => deleteSome(file, table, 'rev = ?', [rev])),
  ];
  for (const [done, step] of steps.entries()) while (step()) yield { done, of: steps.length };
  file.prepare('DELETE FROM head WHERE rev = ?').run(rev);
}

/** False: nothing was left. */
function deleteSome(file: OpenFile, table: string, where: string, values: readonly number[]): boolean {
  const key = keysWithoutRowid[table] ?? 'rowid';
  const { changes } = file
    .prepare(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ${maxRows})`,
    )
    .run(...values);
  return Number(changes) > 0;
}

const keysWithoutRowid: Readonly<Record<string, string>> = {
  chosen_session: 'user, snapshot, handle',
  remembered: 'user, handle',
  choice: 'rev, line, user',
  user_alias: 'rev, alias',
  login_method: 'rev, number',
  scanned: 'rev, user_id',
  unread: 'rev, user_id',
  page_mark: 'rev, at',
  excluded_before: 'rev, handle',
  count: 'rev, name',
};
