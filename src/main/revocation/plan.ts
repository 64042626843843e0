import { randomUUID } from 'node:crypto';
import type { RevocationPlan, RevocationScope } from '../../contract/domain/revocation.ts';
import type { CorePort, RecordedKeys, SessionRead } from '../core/protocol.ts';
import { readPerson } from '../identity/person.ts';
import { estimateMs } from './estimate.ts';
import type { FrozenPlan } from './frozen-plan.ts';
import { readCoreKeys } from './runs/core-identity.ts';
import { createPeopleTable, type PeopleTable } from './targets/people-table.ts';
import { createTargetTable, type TargetTable } from './targets/target-table.ts';

interface PlanRequest {
  readonly connectionId: string;
  readonly address: string;
  readonly scope: RevocationScope;
  readonly accessTokenLifetimeS: number;
  readonly createdAt: number;
  readonly keys: RecordedKeys;
  readonly ownUserIds: readonly string[];
}

interface Listed {
  readonly targets: TargetTable;
  readonly people: PeopleTable;
  readonly duplicates: number;
  readonly byIdentity: RevocationPlan['byIdentity'];
}

/** Sessions of a plan of at most so many are read, to tell when they began and whose they are. */
const mostToRead = 500;
/** That is good to know, and not worth a longer wait. */
const readingMs = 2_000;
/** How many tenants a plan names. */
const mostTenants = 50;

/** Lists and freezes what is to be ended. Ends nothing. Rejects when any part of the list cannot be had. */
export async function freezePlan(
  core: CorePort,
  request: PlanRequest,
  signal: AbortSignal,
): Promise<FrozenPlan> {
  const { accessTokenLifetimeS, address, connectionId, createdAt, scope } = request;
  const [coreKeys, listed] = await Promise.all([
    readCoreKeys(core, signal),
    scope.type === 'user'
      ? listPerson(core, scope, request, signal)
      : takeHandles(core, scope, request, signal),
  ]);
  const { byIdentity, duplicates, people, targets } = listed;
  const wholeUsers = people.wholeCount();
  return {
    targets,
    people,
    address,
    coreKeys,
    tenantId: scope.type === 'user' ? scope.tenantId : null,
    plan: {
      id: randomUUID(),
      connectionId,
      createdAt,
      accessTokenLifetimeS,
      scope: scope.type === 'user' ? scope : { type: 'handles' },
      targets: targets.size,
      duplicates,
      excluded: 0,
      own: countOwn(listed, request.ownUserIds),
      users: knowsAll(targets) ? people.size : null,
      wholeUsers,
      byTenant: countByTenant(targets, mostTenants),
      byIdentity,
      estimateMs: estimateMs(targets.size, wholeUsers > 0 ? 0 : targets.size, people.size),
    },
  };
}

async function listPerson(
  core: CorePort,
  { userId, tenantId }: Extract<RevocationScope, { type: 'user' }>,
  { keys }: PlanRequest,
  signal: AbortSignal,
): Promise<Listed> {
  const { identities } = await readPerson(core, userId, signal);
  const lists = await Promise.all(
    identities.map(async (identity) => ({
      identity,
      handles: await core.sessionHandles({ userId: identity.id, tenantId }, signal),
    })),
  );
  const people = createPeopleTable();
  const person = people.add(userId);
  people.setWhole(person);
  people.setIdentities(person, identities);
  const handles = lists.flatMap((list) => list.handles);
  const began = new Map<string, number>();
  for (const read of await readFew(core, handles, keys, signal))
    if (read.outcome === 'found') began.set(read.row.handle, read.row.timeCreated);
  const targets = createTargetTable();
  for (const handle of handles) targets.add(handle, { person, createdAt: began.get(handle) ?? null });
  return {
    targets,
    people,
    duplicates: handles.length - targets.size,
    byIdentity: lists.map((list) => ({ identity: list.identity, sessions: new Set(list.handles).size })),
  };
}

async function takeHandles(
  core: CorePort,
  { handles }: Extract<RevocationScope, { type: 'handles' }>,
  { keys }: PlanRequest,
  signal: AbortSignal,
): Promise<Listed> {
  const people = createPeopleTable();
  const targets = createTargetTable();
  const found = new Map<string, Extract<SessionRead, { outcome: 'found' }>['row']>();
  for (const read of await readFew(core, handles, keys, signal))
    if (read.outcome === 'found') found.set(read.row.handle, read.row);
  for (const handle of handles) {
    const row = found.get(handle);
    targets.add(handle, {
      person: row ? people.add(row.userId) : null,
      createdAt: row?.timeCreated ?? null,
    });
  }
  return { targets, people, duplicates: handles.length - targets.size, byIdentity: [] };
}

/** Reads a small number of sessions, as far as that is possible soon. Never rejects. */
async function readFew(
  core: CorePort,
  handles: readonly string[],
  keys: RecordedKeys,
  signal: AbortSignal,
): Promise<SessionRead[]> {
  const reads: SessionRead[] = [];
  if (handles.length > mostToRead) return reads;
  const soon = AbortSignal.any([signal, AbortSignal.timeout(readingMs)]);
  await core.sessions({ handles, keys }, (batch) => reads.push(...batch), soon).catch(() => undefined);
  return reads;
}

function knowsAll(targets: TargetTable): boolean {
  for (let index = 0; index < targets.size; index++) if (targets.person(index) === null) return false;
  return true;
}

function countOwn({ people, targets }: Listed, ownUserIds: readonly string[]): number {
  if (ownUserIds.length === 0) return 0;
  const isOwn = (person: number) =>
    ownUserIds.includes(people.userId(person)) ||
    (people.identities(person) ?? []).some(({ id }) => ownUserIds.includes(id));
  const own = new Set(Array.from({ length: people.size }, (_, person) => person).filter(isOwn));
  let count = 0;
  for (let index = 0; index < targets.size; index++) if (own.has(targets.person(index) ?? -1)) count += 1;
  return count;
}

/** The tenants with most of the targets, at most so many, the largest first. */
export function countByTenant(targets: TargetTable, most: number): RevocationPlan['byTenant'] {
  const counts = targets.tenants().map((name) => ({ name, sessions: 0 }));
  for (let index = 0; index < targets.size; index++) {
    const count = counts[targets.tenant(index)];
    if (count) count.sessions += 1;
  }
  return counts.sort((a, b) => b.sessions - a.sessions || a.name.localeCompare(b.name)).slice(0, most);
}
