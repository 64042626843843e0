import type { Change } from '../changes.ts';
import { addMatches } from './change/add-matches.ts';
import { addLines, resolveLines } from './change/change-lines.ts';
import { addUserIds, addUsers } from './change/change-users.ts';
import { type Edit, edit } from './change/edit.ts';
import { addNewSessions, addOrderedSessions, recordEvent } from './change/events.ts';
import { addScanned, addUnread, rememberSessions, setUnread } from './change/scan-notes.ts';
import { addUndecided } from './change/undecided.ts';
import { changeHead, writeDocuments } from './head.ts';
import type { OpenFile } from './open-file.ts';

/** Changes what is on disk, with its numbers, within the transaction that is open: all of a commit together. */
export function applyChanges(file: OpenFile, rev: number, ...changes: readonly Change[]): void {
  edit(file, rev, (open) => {
    for (const change of changes) apply(open, change);
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
      addScanned(edit, change.userIds, change.forget);
      break;
    case 'unread':
      setUnread(edit, change.userId, change.handles);
      break;
    case 'add-unread':
      addUnread(edit, change.userId, change.handles);
      break;
    case 'event':
      recordEvent(edit, change);
      break;
    case 'new-sessions':
      if (change.ordered) addOrderedSessions(edit, change);
      else addNewSessions(edit, change);
      break;
    case 'user-ids':
      addUserIds(edit, change.userId, change.identities);
      break;
    case 'remember-sessions':
      rememberSessions(edit, change.userId, change.handles);
      break;
  }
}
