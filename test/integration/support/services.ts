import { randomUUID } from 'node:crypto';
import {
  type ConnectionSettings,
  defaultConnectionSettings,
} from '../../../src/contract/domain/connection.ts';
import type {
  RevocationReport,
  RevocationScope,
  RunItem,
  TargetRow,
} from '../../../src/contract/domain/revocation.ts';
import type { SearchItem } from '../../../src/contract/domain/search.ts';
import type { UserSessionsItem } from '../../../src/contract/domain/session.ts';
import type { CorePort } from '../../../src/main/core/protocol.ts';
import { createDirectory } from '../../../src/main/directory/directory.ts';
import { createRevocations } from '../../../src/main/revocation/revocations.ts';
import { callContext, recordStream } from '../../unit/support/stream.ts';

const connectionId = 'under-test';
const recordedKeys = () => ({ ipKeys: ['ip'], userAgentKeys: ['userAgent', 'device.userAgent'] });
const settings: ConnectionSettings = {
  ...defaultConnectionSettings,
  name: 'Core under test',
  address: 'http://core.example',
};

/** The services over a core, asked as the window would, with whole answers. */
export function servicesOver(port: () => CorePort) {
  const directory = createDirectory({ core: port, recordedKeys });
  const { handlers } = createRevocations({ core: port, settings: () => settings, recordedKeys });

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

  async function report(id: string): Promise<RevocationReport> {
    return handlers['revocation.report']({ id }, callContext());
  }

  async function plan(scope: RevocationScope) {
    return handlers['revocation.plan']({ connectionId, scope }, callContext());
  }

  async function run(planId: string): Promise<RevocationReport> {
    const recorded = recordStream<RunItem>();
    await handlers['revocation.run']({ planId, reason: 'test', typedCount: null }, recorded.context);
    return report(planId);
  }

  async function recheck(id: string): Promise<RevocationReport> {
    await handlers['revocation.recheck']({ id }, recordStream<RunItem>().context);
    return report(id);
  }

  async function targets(id: string): Promise<TargetRow[]> {
    const recorded = recordStream<TargetRow[]>();
    await handlers['revocation.targets']({ id }, recorded.context);
    return recorded.items.flat();
  }

  return {
    search,
    userSessions,
    plan,
    run,
    recheck,
    targets,
    end: async (scope: RevocationScope) => run((await plan(scope)).id),
    user: (userId: string) => directory['directory.user']({ connectionId, userId }, callContext()),
    session: (handle: string) => directory['directory.session']({ connectionId, handle }, callContext()),
    tenants: () => directory['directory.tenants']({ connectionId }, callContext()),
    users: (tenantId: string, limit: number, pageToken?: string) =>
      directory['directory.users'](
        { connectionId, tenantId, limit, ...(pageToken === undefined ? {} : { pageToken }) },
        callContext(),
      ),
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
