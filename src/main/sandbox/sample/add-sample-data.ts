import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';
import { addOrdinaryUsers, addressOf } from './ordinary-users.ts';
import {
  addSession,
  attacker,
  clientOrNothing,
  clientsOfUser,
  createRandom,
  dayMs,
  describeUser,
  hourMs,
  join,
  linkAll,
  minuteMs,
  type Sample,
  sessionAge,
} from './sample.ts';

/** Together with those who have parts of their own: 300 users. */
const ordinaryUsers = 289;

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
  addOrdinaryUsers(sample, ordinaryUsers);
}

const victims = [
  { first: 'Billing', last: 'Office', email: 'billing@beta.example', tenantId: 'public', burst: 48 },
  { first: 'Oscar', last: 'Lund', email: 'oscar.lund@north.example', tenantId: 'north', burst: 35 },
  { first: 'Teresa', last: 'Vidal', email: 'teresa.vidal@acme.example', tenantId: 'acme', burst: 41 },
  { first: 'Ren', last: 'Ito', email: 'ren.ito@alpha.example', tenantId: 'public', burst: 26 },
] as const;

/** Accounts that someone took over: dozens of sessions each within twenty minutes, all from one scripted client. */
function addAttack(sample: Sample): void {
  const { random } = sample;
  for (const { first, last, email, tenantId, burst } of victims) {
    const method = { recipeId: 'emailpassword', tenantId, email, verified: true } as const;
    const user = join(sample, method, random.int(200, 600) * dayMs);
    const roles = ['member'];
    describeUser(sample, user, { first, last, team: 'Finance', roles, tenants: [tenantId] });
    const clients = clientsOfUser(random);
    for (let i = 0; i < 3; i += 1) {
      const client = clientOrNothing(random, clients);
      addSession(sample, {
        userId: user.id,
        tenantId,
        ageMs: sessionAge(random, 90 * dayMs),
        client,
        roles,
      });
    }
    for (let i = 0; i < burst; i += 1) {
      const ageMs = 3 * hourMs - random.next() * 20 * minuteMs;
      addSession(sample, { userId: user.id, tenantId, ageMs, client: { ...attacker }, roles });
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
      ...{ userId: 'service-nightly-export', tenantId: 'public', ageMs: days * dayMs },
      ...{ client: batch, roles: ['service'] },
    });
  }
  for (const days of [12, 44]) {
    const [client = {}] = clientsOfUser(random);
    addSession(sample, { userId: gone, tenantId: 'acme', ageMs: days * dayMs, client, roles: ['member'] });
  }
}

const adaEmail = 'ada@alpha.example';
const adaTenants = ['public', 'acme'];

/** The one to try everything on: three login methods, an external id, two tenants, exactly 23 sessions. */
function addAda(sample: Sample): void {
  const { store, random } = sample;
  const google = joinBy(sample, 'google', 'public', adaEmail, 900 * dayMs, adaTenants);
  const password = joinBy(sample, 'password', 'public', adaEmail, 800 * dayMs, adaTenants);
  const phone = join(
    sample,
    { recipeId: 'passwordless', tenantId: 'public', phoneNumber: '+36201234567' },
    500 * dayMs,
  );
  const [googleId, passwordId, phoneId] = [google.id, password.id, phone.id];
  linkAll(sample, google, [password, phone]);
  const clients = clientsOfUser(random);
  const roles = ['admin', 'member'];
  const signIn = (userId: string, tenantId: string, ages: readonly number[]) => {
    for (const ageMs of ages) {
      addSession(sample, { userId, tenantId, ageMs, client: clientOrNothing(random, clients), roles });
    }
  };
  // Signed in before she got her external id: these two stay under the internal one.
  signIn(googleId, 'public', [88 * dayMs, 79 * dayMs]);
  store.mappings.add({ superTokensUserId: googleId, externalUserId: 'emp-1815' });
  store.verified.add('emp-1815', adaEmail);
  signIn(googleId, 'public', [7 * minuteMs, 3 * hourMs, ...[1, 2, 4, 9, 16, 33].map((days) => days * dayMs)]);
  signIn(googleId, 'acme', [25 * minuteMs, ...[1.5, 6, 21].map((days) => days * dayMs)]);
  signIn(
    passwordId,
    'public',
    [5, 12, 40].map((days) => days * dayMs),
  );
  signIn(passwordId, 'acme', [9 * hourMs, ...[3, 27].map((days) => days * dayMs)]);
  signIn(phoneId, 'public', [40 * minuteMs, 11 * hourMs, 55 * dayMs]);
  describeUser(sample, google, {
    first: 'Ada',
    last: 'Lovelace',
    team: 'Platform',
    roles,
    tenants: adaTenants,
  });
}

const linkedUsers = [
  { name: ['Alan', 'Turing'], domain: 'beta.example', tenantId: 'public', methods: ['google', 'password'] },
  {
    name: ['Katherine', 'Johnson'],
    domain: 'acme.example',
    tenantId: 'acme',
    methods: ['password', 'github'],
  },
  { name: ['Hedy', 'Lamarr'], domain: 'north.example', tenantId: 'north', methods: ['google', 'phone'] },
  {
    name: ['Rosalind', 'Franklin'],
    domain: 'acme.example',
    tenantId: 'acme',
    methods: ['github', 'password'],
  },
  {
    name: ['Emmy', 'Noether'],
    domain: 'alpha.example',
    tenantId: 'public',
    methods: ['github', 'google', 'password'],
  },
] as const;

type MethodName = (typeof linkedUsers)[number]['methods'][number];

/** Users with two or three login methods under one primary user, and sessions of each method. */
function addLinkedUsers(sample: Sample): void {
  for (const { name, domain, tenantId, methods } of linkedUsers) {
    const [first, last] = name;
    const email = `${addressOf(first, last)}@${domain}`;
    const users = methods.map((method, index) => {
      return joinBy(sample, method, tenantId, email, (400 - index * 30) * dayMs);
    });
    linkUsers(sample, users);
    const [primary] = users;
    if (!primary) continue;
    const roles = ['member'];
    describeUser(sample, primary, { first, last, team: 'Platform', roles, tenants: [tenantId] });
    const clients = clientsOfUser(sample.random);
    for (const userId of primary.methods.map((method) => method.recipeUserId)) {
      for (let i = sample.random.int(1, 4); i > 0; i -= 1) {
        const client = clientOrNothing(sample.random, clients);
        addSession(sample, {
          userId,
          tenantId,
          ageMs: sessionAge(sample.random, 300 * dayMs),
          client,
          roles,
        });
      }
    }
  }
}

/**
 * Grace Hopper: two linked methods that both got external ids while she was signed in. Her seven sessions are stored
 * under four ids, and no single call finds them all (transcript `linked-and-mapped`).
 */
function addTwiceMapped(sample: Sample): void {
  const { store, random } = sample;
  const email = 'grace.hopper@alpha.example';
  const google = joinBy(sample, 'google', 'public', email, 700 * dayMs);
  const password = joinBy(sample, 'password', 'public', email, 650 * dayMs);
  const [primaryId, linkedId] = [google.id, password.id];
  linkUsers(sample, [google, password]);
  const clients = clientsOfUser(random);
  const roles = ['support', 'member'];
  const signIn = (userId: string, days: number) => {
    const client = clientOrNothing(random, clients);
    addSession(sample, { userId, tenantId: 'public', ageMs: days * dayMs, client, roles });
  };
  for (const days of [80, 61]) signIn(primaryId, days);
  for (const days of [72, 48]) signIn(linkedId, days);
  store.mappings.add({ superTokensUserId: primaryId, externalUserId: 'emp-1906' });
  store.mappings.add({ superTokensUserId: linkedId, externalUserId: 'emp-1906-old' });
  for (const days of [20, 0.5]) signIn('emp-1906', days);
  signIn('emp-1906-old', 3);
  describeUser(sample, google, {
    first: 'Grace',
    last: 'Hopper',
    team: 'Platform',
    roles,
    tenants: ['public'],
  });
}

/** Someone's sign-up by one method, `ageMs` ago. */
function joinBy(
  sample: Sample,
  name: MethodName,
  tenantId: string,
  email: string,
  ageMs: number,
  furtherTenants: readonly string[] = [],
): User {
  const { random } = sample;
  if (name === 'password') {
    return join(
      sample,
      { recipeId: 'emailpassword', tenantId, email, verified: true },
      ageMs,
      furtherTenants,
    );
  }
  if (name === 'phone') {
    const phoneNumber = `+4520${random.int(100_000, 999_999)}`;
    return join(sample, { recipeId: 'passwordless', tenantId, phoneNumber }, ageMs, furtherTenants);
  }
  const thirdParty = { id: name, userId: String(random.int(10_000_000, 99_999_999)) };
  const method = { recipeId: 'thirdparty', tenantId, email, thirdParty, verified: true } as const;
  return join(sample, method, ageMs, furtherTenants);
}

function linkUsers(sample: Sample, [primary, ...others]: readonly User[]): void {
  if (primary) linkAll(sample, primary, others);
}
