import type { Store } from '../store/store.ts';
import { addAda, addLinkedUsers, addTwiceMapped } from './linked-users.ts';
import { addOrdinaryUsers } from './ordinary-users.ts';
import {
  ATTACKER,
  addSession,
  clientOrNothing,
  clientsOfUser,
  createRandom,
  DAY_MS,
  describeUser,
  HOUR_MS,
  join,
  MINUTE_MS,
  type Sample,
  sessionAge,
} from './sample.ts';

/** Together with those who have parts of their own: 300 users. */
const ORDINARY_USERS = 289;

/** Fills a fresh store with users and sessions in three tenants; the same for the same seed, but for the times. */
export function addSampleData(store: Store, seed: number, now: number): void {
  const sample: Sample = { store, random: createRandom(seed), now };
  for (const tenantId of ['acme', 'north']) store.tenants.put(tenantId);
  store.roles.put('admin', ['users:read', 'users:write', 'sessions:end']);
  store.roles.put('support', ['users:read', 'sessions:end']);
  store.roles.put('member', ['self:read']);
  addAda(sample);
  addTwiceMapped(sample);
  addLinkedUsers(sample);
  addAttack(sample);
  addSessionsWithoutUser(sample);
  addOrdinaryUsers(sample, ORDINARY_USERS);
}

const VICTIMS = [
  { first: 'Billing', last: 'Office', email: 'billing@beta.example', tenantId: 'public', burst: 48 },
  { first: 'Oscar', last: 'Lund', email: 'oscar.lund@north.example', tenantId: 'north', burst: 35 },
  { first: 'Teresa', last: 'Vidal', email: 'teresa.vidal@acme.example', tenantId: 'acme', burst: 41 },
  { first: 'Ren', last: 'Ito', email: 'ren.ito@alpha.example', tenantId: 'public', burst: 26 },
] as const;

/** Accounts that someone took over: dozens of sessions each within twenty minutes, all from one scripted client. */
function addAttack(sample: Sample): void {
  const { random } = sample;
  for (const { first, last, email, tenantId, burst } of VICTIMS) {
    const method = { recipeId: 'emailpassword', tenantId, email, verified: true } as const;
    const user = join(sample, method, random.int(200, 600) * DAY_MS);
    const roles = ['member'];
    describeUser(sample, user, { first, last, team: 'Finance', roles, tenants: [tenantId] });
    const clients = clientsOfUser(random);
    for (let i = 0; i < 3; i += 1) {
      const client = clientOrNothing(random, clients);
      addSession(sample, {
        userId: user.id,
        tenantId,
        ageMs: sessionAge(random, 90 * DAY_MS),
        client,
        roles,
      });
    }
    for (let i = 0; i < burst; i += 1) {
      const ageMs = 3 * HOUR_MS - random.next() * 20 * MINUTE_MS;
      addSession(sample, { userId: user.id, tenantId, ageMs, client: { ...ATTACKER }, roles });
    }
  }
}

/** Sessions of ids that are no users: a service that signs itself in, and someone whose user was deleted. */
function addSessionsWithoutUser(sample: Sample): void {
  const { random } = sample;
  const gone = random.uuid();
  const batch = { ip: '192.0.2.10', userAgent: 'nightly-export/3.2' };
  for (const days of [0.2, 1.2, 2.2, 3.2]) {
    addSession(sample, {
      ...{ userId: 'service-nightly-export', tenantId: 'public', ageMs: days * DAY_MS },
      ...{ client: batch, roles: ['service'] },
    });
  }
  for (const days of [12, 44]) {
    const [client = {}] = clientsOfUser(random);
    addSession(sample, { userId: gone, tenantId: 'acme', ageMs: days * DAY_MS, client, roles: ['member'] });
  }
}
