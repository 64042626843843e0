import { z } from 'zod';
import { tenant } from '../domain/connection.ts';
import { connectionId, onConnection, tenantId } from '../domain/ids.ts';
import { searchItem, searchRequest } from '../domain/search.ts';
import {
  readFirstRequest,
  sessionCount,
  sessionCountsRequest,
  sessionRequest,
  sessionView,
  userSessionsItem,
  userSessionsRequest,
} from '../domain/session.ts';
import {
  rolesRequest,
  tenantRoles,
  userRequest,
  usersPage,
  usersPageRequest,
  userView,
} from '../domain/user.ts';
import { command, query, stream } from './channel.ts';

export const directoryChannels = {
  'directory.search': stream('read', searchRequest, searchItem),
  'directory.tenants': query('read', onConnection, z.array(tenant)),
  'directory.users': query('read', usersPageRequest, usersPage),
  /** `tenantId` null: over all tenants. */
  'directory.userCount': query(
    'read',
    z.strictObject({ connectionId, tenantId: tenantId.nullable() }),
    z.strictObject({ count: z.int() }),
  ),
  'directory.user': query('read', userRequest, userView),
  'directory.roles': query('read', rolesRequest, z.array(tenantRoles)),
  'directory.userSessions': stream('read', userSessionsRequest, userSessionsItem),
  /** Moves these handles to the front of a running `directory.userSessions`: the rows that are on screen. */
  'directory.readFirst': command('read', readFirstRequest, z.null()),
  /** How many sessions each of these users has. Users arrive one by one, in any order. */
  'directory.sessionCounts': stream('read', sessionCountsRequest, sessionCount),
  'directory.session': query('read', sessionRequest, sessionView),
} as const;
