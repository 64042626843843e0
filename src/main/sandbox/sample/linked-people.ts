import type { User } from '../store/users.ts';
import { clientOrNothing, personalClients } from './clients.ts';
import { addressOf } from './names.ts';
import { addSession, DAY_MS, describePerson, join, linkAll, type Sample, sessionAge } from './sample.ts';

const PEOPLE = [
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

type MethodName = (typeof PEOPLE)[number]['methods'][number];

/** People with two or three login methods under one primary user, and sessions of each method. */
export function addLinkedPeople(sample: Sample): void {
  for (const { name, domain, tenantId, methods } of PEOPLE) {
    const [first, last] = name;
    const email = `${addressOf(first, last)}@${domain}`;
    const users = methods.map((method, index) => {
      return joinBy(sample, method, tenantId, email, (400 - index * 30) * DAY_MS);
    });
    linkUsers(sample, users);
    const [primary] = users;
    if (!primary) continue;
    const roles = ['member'];
    describePerson(sample, primary, { first, last, team: 'Platform', roles, tenants: [tenantId] });
    const clients = personalClients(sample.random);
    for (const userId of primary.methods.map((method) => method.recipeUserId)) {
      for (let i = sample.random.int(1, 4); i > 0; i -= 1) {
        const client = clientOrNothing(sample.random, clients);
        addSession(sample, {
          userId,
          tenantId,
          ageMs: sessionAge(sample.random, 300 * DAY_MS),
          client,
          roles,
        });
      }
    }
  }
}

/**
 * Grace Hopper: two linked methods that both got external ids while she was signed in. Her seven sessions stand under
 * four ids, and no single call finds them all (transcript `linked-and-mapped`).
 */
export function addTwiceMapped(sample: Sample): void {
  const { store, random } = sample;
  const email = 'grace.hopper@alpha.example';
  const google = joinBy(sample, 'google', 'public', email, 700 * DAY_MS);
  const password = joinBy(sample, 'password', 'public', email, 650 * DAY_MS);
  const [primaryId, linkedId] = [google.id, password.id];
  linkUsers(sample, [google, password]);
  const clients = personalClients(random);
  const roles = ['support', 'member'];
  const signIn = (userId: string, days: number) => {
    const client = clientOrNothing(random, clients);
    addSession(sample, { userId, tenantId: 'public', ageMs: days * DAY_MS, client, roles });
  };
  for (const days of [80, 61]) signIn(primaryId, days);
  for (const days of [72, 48]) signIn(linkedId, days);
  store.mappings.add({ superTokensUserId: primaryId, externalUserId: 'emp-1906' });
  store.mappings.add({ superTokensUserId: linkedId, externalUserId: 'emp-1906-old' });
  for (const days of [20, 0.5]) signIn('emp-1906', days);
  signIn('emp-1906-old', 3);
  describePerson(sample, google, {
    first: 'Grace',
    last: 'Hopper',
    team: 'Platform',
    roles,
    tenants: ['public'],
  });
}

/** Someone's sign-up by one method, `ageMs` ago. */
export function joinBy(
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
