import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { RevocationSelection } from '../../../../src/contract/domain/revocation/plan.ts';
import type { SearchItem } from '../../../../src/contract/domain/search.ts';
import type { UserSessionsItem } from '../../../../src/contract/domain/session.ts';
import type { CorePort } from '../../../../src/main/core/protocol.ts';
import { createDirectory } from '../../../../src/main/directory/directory.ts';
import {
  defaultConnectionId as connectionId,
  openRevocations,
  type RevocationDriver,
} from '../../../unit/support/revocations/revocation-driver.ts';
import { callContext, recordStream } from '../../../unit/support/stream.ts';

const recordedKeys = () => ({ ipKeys: ['ip'], userAgentKeys: ['userAgent', 'device.userAgent'] });

/** The services over a core, asked as the window would, with whole answers. */
export function servicesOver(port: () => CorePort) {
  const directory = createDirectory({ core: port, recordedKeys });
  let opened: Promise<RevocationDriver> | undefined;
  let folder: string | undefined;

  // In the first test that ends something: the core is there by then.
  function revocations(): Promise<RevocationDriver> {
    folder ??= mkdtempSync(join(tmpdir(), 'curfew-test-'));
    opened ??= openRevocations({ core: port, recordedKeys, dataDirectory: folder });
    return opened;
  }
  afterAll(async () => {
    await opened?.then((driver) => driver.close());
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  async function search(text: string): Promise<SearchItem[]> {
    const recorded = recordStream<SearchItem>();
    await directory['directory.search']({ connectionId, text }, recorded.context);
    return recorded.items;
  }

  async function userSessions(userId: string): Promise<UserSessionsItem[]> {
    const recorded = recordStream<UserSessionsItem>();
    const input = { connectionId, userId, readerId: randomUUID() };
    await directory['directory.userSessions'](input, recorded.context);
    return recorded.items;
  }

  return {
    search,
    userSessions,
    plan: async (selection: RevocationSelection) => (await revocations()).plan(selection),
    run: async (planId: string) => {
      const { finished, start } = await revocations();
      await start(planId);
      return finished(planId);
    },
    /** To the point where it pauses, and stops it there. */
    runUntilItPauses: async (planId: string) => {
      const { settled, start, stopped } = await revocations();
      await start(planId);
      await settled(planId);
      return stopped(planId);
    },
    verifyAgain: async (id: string) => (await revocations()).verifyAgain(id),
    targets: async (id: string) => (await revocations()).targets(id),
    end: async (selection: RevocationSelection) => (await revocations()).end(selection),
    user: (userId: string) => directory['directory.user']({ connectionId, userId }, callContext()),
    session: (handle: string) => directory['directory.session']({ connectionId, handle }, callContext()),
    tenants: () => directory['directory.tenants']({ connectionId }, callContext()),
    users: async (tenantId: string, limit: number, pageToken?: string) => {
      const page = { tenantId, limit, ...(pageToken === undefined ? {} : { pageToken }) };
      const [read] = await directory['directory.users']({ connectionId, pages: [page] }, callContext());
      return read ?? { users: [] };
    },
    userCount: (tenantId: string | null) =>
      directory['directory.userCount']({ connectionId, tenantId }, callContext()),
  };
}

/** The items of one type. */
export function only<I extends { readonly type: string }, T extends I['type']>(items: readonly I[], type: T) {
  return items.filter((item): item is Extract<I, { readonly type: T }> => item.type === type);
}

/** Ids of the users that a search told. */
export function foundUsers(items: readonly SearchItem[]): string[] {
  return only(items, 'users').flatMap(({ users }) => users.map(({ id }) => id));
}

/** Handles of the sessions that a search told. */
export function foundSessions(items: readonly SearchItem[]): string[] {
  return only(items, 'sessions').flatMap(({ rows }) => rows.map(({ handle }) => handle));
}
