import { ATTACKER, clientOrNothing, personalClients } from './clients.ts';
import {
  addSession,
  DAY_MS,
  describePerson,
  HOUR_MS,
  join,
  MINUTE_MS,
  type Sample,
  sessionAge,
} from './sample.ts';

const VICTIMS = [
  { first: 'Billing', last: 'Office', email: 'billing@beta.example', tenantId: 'public', burst: 48 },
  { first: 'Oscar', last: 'Lund', email: 'oscar.lund@north.example', tenantId: 'north', burst: 35 },
  { first: 'Teresa', last: 'Vidal', email: 'teresa.vidal@acme.example', tenantId: 'acme', burst: 41 },
  { first: 'Ren', last: 'Ito', email: 'ren.ito@alpha.example', tenantId: 'public', burst: 26 },
] as const;

/** Accounts that someone took over: dozens of sessions each within twenty minutes, all from one scripted client. */
export function addAttack(sample: Sample): void {
  const { random } = sample;
  for (const { first, last, email, tenantId, burst } of VICTIMS) {
    const method = { recipeId: 'emailpassword', tenantId, email, verified: true } as const;
    const user = join(sample, method, random.int(200, 600) * DAY_MS);
    const roles = ['member'];
    describePerson(sample, user, { first, last, team: 'Finance', roles, tenants: [tenantId] });
    const clients = personalClients(random);
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
export function addStrangers(sample: Sample): void {
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
    const [client = {}] = personalClients(random);
    addSession(sample, { userId: gone, tenantId: 'acme', ageMs: days * DAY_MS, client, roles: ['member'] });
  }
}
