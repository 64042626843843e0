import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import type { RevocationSummary } from '../../../../src/main/store/records.ts';
import { migrations } from '../../../../src/main/store/tables/schema.ts';
import { spawnStoreWorker } from '../../support/store/spawn-store-worker.ts';

// Makes the fixture of the newest schema version: once, before that version is released. Run it with Node 24.

const id = '00000000-0000-4000-8000-000000000001';
const summary: RevocationSummary = {
  connectionId: 'fixture',
  source: { type: 'list', name: 'fixture.csv' },
  createdAt: 1_700_000_000_000,
  startedAt: null,
  endedAt: null,
  users: ['anna@example.com'],
  reason: 'fixture',
  ticket: 'SEC-1',
  operator: 'operator',
  targets: 3,
  ended: 0,
  newSessions: 0,
  outcome: null,
};
const handles = ['handle-1', 'handle-2', 'handle-3'];

const folder = await mkdtemp(join(tmpdir(), 'curfew-fixture-'));
const store = await openStore({ dataDirectory: folder, spawn: spawnStoreWorker });
await store.write.create({
  id,
  size: 'large',
  state: 'draft',
  summary,
  documents: { source: { name: 'fixture.csv' } },
  expectedBytes: 0,
  loadsWithoutIndex: true,
  changes: [],
});
const log = store.openLog(id);
log.append({
  type: 'excluded-before',
  users: [{ userId: 'user-9', ids: ['user-9'], whole: true, own: false }],
  sessions: [{ handle: 'handle-9', userId: 'user-9' }],
});
log.append({
  type: 'add-lines',
  lines: ['anna@example.com', 'bob', 'anna@example.com', ''].map((text, index) => ({
    number: index + 1,
    text,
    kind: index === 0 ? 'email' : null,
    result: text === '' ? { type: 'malformed', reason: 'empty' } : { type: 'open' },
  })),
});
log.append(
  {
    type: 'add-users',
    users: [
      {
        userId: 'user-1',
        name: 'anna@example.com',
        emails: ['anna@example.com'],
        identities: [{ id: 'user-1', kind: 'only', recipeUserId: 'user-1' }],
        whole: true,
        own: false,
      },
    ],
  },
  {
    type: 'resolve-lines',
    lines: [
      { id: 1, kind: 'email', result: { type: 'user', userId: 'user-1', name: 'anna@example.com' } },
      { id: 2, kind: null, result: { type: 'unknown' } },
      { id: 3, kind: 'email', result: { type: 'user', userId: 'user-1', name: 'anna@example.com' } },
    ],
  },
  {
    type: 'add-matches',
    matches: handles.map((handle) => ({
      handle,
      userId: 'user-1',
      createdAt: 1_700_000_000_000,
      expiry: null,
      ip: null,
      userAgent: null,
      loginMethod: { recipeId: 'thirdparty', thirdPartyId: 'google' },
      line: 1,
    })),
  },
);
log.append({
  type: 'add-undecided',
  sessions: [
    {
      ...{ handle: 'undecided-1', userId: 'user-1', createdAt: 1_700_000_000_000, expiry: null },
      ...{ ip: null, userAgent: null, undecidedFor: ['ip'] },
    },
  ],
});
log.append(
  { type: 'scanned', scan: 'first', userIds: ['user-7'] },
  { type: 'scanned', scan: 'second', userIds: ['user-8'] },
  { type: 'remember-sessions', userId: 'user-1', handles: ['other-1'] },
);
await log.settle();
await store.write.settleList({ id });
await store.write.freeze({ id });
log.append({ type: 'state', state: 'planned', summary });
await log.settle();
await store.close();
const fixture = join(import.meta.dirname, `../../../fixtures/store/version-${migrations.length}.db`);
await copyFile(join(folder, 'revocations', `${id}.db`), fixture);
await rm(folder, { recursive: true });
