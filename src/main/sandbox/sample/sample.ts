import type { JsonObject } from '../json.ts';
import { linkAccounts } from '../store/link-accounts.ts';
import { openSession } from '../store/open-session.ts';
import { type NewMethod, signUp } from '../store/sign-up.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';
import type { Random } from './random.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What every part of the sample data is made with. */
export interface Sample {
  readonly store: Store;
  readonly random: Random;
  /** Epoch milliseconds that ages count from. */
  readonly now: number;
}

interface SampleSession {
  readonly userId: string;
  readonly tenantId: string;
  readonly ageMs: number;
  readonly client: JsonObject;
  readonly roles: readonly string[];
}

/** Signs someone up `ageMs` ago, in further tenants too if asked. */
export function join(
  { store, random, now }: Sample,
  method: Omit<NewMethod, 'id' | 'timeJoined'>,
  ageMs: number,
  furtherTenants: readonly string[] = [],
): User {
  const user = signUp(store, { ...method, id: random.uuid(), timeJoined: Math.floor(now - ageMs) });
  for (const { tenantIds } of user.methods) for (const tenantId of furtherTenants) tenantIds.add(tenantId);
  return user;
}

/** Makes the first the primary user of all. */
export function linkAll({ store }: Sample, primary: User, others: readonly User[]): void {
  primary.isPrimary = true;
  for (const other of others) linkAccounts(store, other, primary);
}

/** A session as an application with SuperTokens' role and verification claims writes it. */
export function addSession({ store, random, now }: Sample, session: SampleSession): void {
  const timeCreated = Math.floor(now - session.ageMs);
  const userDataInJWT = {
    'st-role': { v: [...session.roles], t: timeCreated },
    'st-ev': { v: true, t: timeCreated },
  };
  const { userId, tenantId, client } = session;
  openSession(store, {
    ...{ userId, tenantId, timeCreated, userDataInJWT },
    userDataInDatabase: client,
    uuid: random.uuid(),
  });
  const inner = store.mappings.inner(userId);
  store.activity.mark(store.users.get(inner)?.id ?? inner, timeCreated);
}

/** An age from minutes to 90 days, recent ones more often, and none from before the user joined. */
export function sessionAge(random: Random, joinedAgeMs: number): number {
  return 2 * MINUTE_MS + random.next() ** 3 * (Math.min(90 * DAY_MS, joinedAgeMs) - 3 * MINUTE_MS);
}

/** Name, team and roles, under the id that the application knows the user by. */
export function describePerson(
  { store }: Sample,
  user: User,
  person: { first: string; last: string; team: string; roles: readonly string[]; tenants: readonly string[] },
): void {
  const id = store.mappings.shown(user.id);
  store.metadata.update(id, { first_name: person.first, last_name: person.last, team: person.team });
  for (const tenantId of person.tenants)
    for (const role of person.roles) store.roles.give(tenantId, id, role);
}
