import type { NewMethod } from '../store/sign-up.ts';
import type { User } from '../store/users.ts';
import {
  addSession,
  clientOrNothing,
  clientsOfUser,
  dayMs,
  describeUser,
  join,
  type Random,
  type Sample,
  sessionAge,
} from './sample.ts';

const domains: Readonly<Record<string, readonly string[]>> = {
  public: ['alpha.example', 'beta.example', 'mail.example'],
  acme: ['acme.example'],
  north: ['north.example', 'fjord.north.example'],
};

/** Ordinary users with a login method each: most of the sample data. */
export function addOrdinaryUsers(sample: Sample, count: number): void {
  const taken = new Set<string>();
  for (let index = 0; index < count; index += 1) addOrdinaryUser(sample, taken, index);
}

function addOrdinaryUser(sample: Sample, taken: Set<string>, index: number): void {
  const { store, random } = sample;
  const { first, last } = freshName(random, taken);
  const tenantId = random.pick(['public', 'public', 'public', 'acme', 'north']);
  const further = random.chance(0.1) ? random.pick(['public', 'acme', 'north']) : tenantId;
  const tenants = [...new Set([tenantId, further])];
  const joinedAge = random.chance(0.1) ? random.int(1, 60) * dayMs : random.int(95, 1100) * dayMs;
  const email = `${addressOf(first, last)}@${random.pick(domains[tenantId] ?? [])}`;
  const user = join(sample, methodOf(random, tenantId, email, index), joinedAge, tenants);
  // Every tenth user came with the id of the company's directory, before anything else was stored under the internal one.
  if (index % 10 === 0) {
    const mapping = { superTokensUserId: user.id, externalUserId: `emp-${4711 + index}` };
    store.mappings.add(mapping);
    store.verified.move(mapping.superTokensUserId, mapping.externalUserId);
  }
  const roles = rolesOf(random);
  describeUser(sample, user, { first, last, team: random.pick(teams), roles, tenants });
  addSessions(sample, user, tenants, joinedAge, roles);
}

function addSessions(
  sample: Sample,
  user: User,
  tenants: readonly string[],
  joinedAge: number,
  roles: readonly string[],
): void {
  const { random } = sample;
  const clients = clientsOfUser(random);
  const count = sessionCount(random);
  for (let i = 0; i < count; i += 1) {
    addSession(sample, {
      userId: user.id,
      tenantId: random.pick(tenants),
      ageMs: sessionAge(random, joinedAge),
      client: clientOrNothing(random, clients),
      roles,
    });
  }
}

function rolesOf(random: Random): string[] {
  const kind = random.next();
  if (kind < 0.06) return ['admin', 'member'];
  return kind < 0.18 ? ['support', 'member'] : ['member'];
}

// Most have a few, some none, some never sign out.
function sessionCount(random: Random): number {
  const kind = random.next();
  if (kind < 0.08) return 0;
  if (kind < 0.66) return random.int(1, 4);
  return kind < 0.93 ? random.int(5, 9) : random.int(10, 18);
}

function methodOf(random: Random, tenantId: string, email: string, index: number): NewMethod {
  const kind = random.next();
  if (kind < 0.45) return { recipeId: 'emailpassword', tenantId, email, verified: random.chance(0.85) };
  if (kind < 0.7) return thirdParty('google', String(1_000_000_000 + random.int(0, 999_999_999)));
  if (kind < 0.8) return thirdParty('github', String(10_000 + random.int(0, 9_999_999)));
  if (kind < 0.88) return { recipeId: 'passwordless', tenantId, email, verified: true };
  return { recipeId: 'passwordless', tenantId, phoneNumber: phoneNumber(index) };

  function thirdParty(id: string, userId: string): NewMethod {
    return { recipeId: 'thirdparty', tenantId, email, thirdParty: { id, userId }, verified: true };
  }
}

// From the ranges that Ofcom and the North American plan keep for fiction. No two indexes share a number.
function phoneNumber(index: number): string {
  if (index % 2 === 0) return `+447700900${String(index % 1000).padStart(3, '0')}`;
  return `+1${212 + Math.floor(index / 100)}55501${String(index % 100).padStart(2, '0')}`;
}

function freshName(random: Random, taken: Set<string>): { first: string; last: string } {
  for (;;) {
    const first = random.pick(firstNames);
    const last = random.pick(lastNames);
    const address = addressOf(first, last);
    if (taken.has(address)) continue;
    taken.add(address);
    return { first, last };
  }
}

const firstNames = [
  'Aisha, Amélie, Ana, Anders, Anjali, Aoife, Arjun, Åsa, Ayşe, Beatriz, Bence, Carlos, Chiara, Chidi',
  'Claire, Daan, Daniela, Dmitri, Eilidh, Elif, Emeka, Emma, Esther, Fatima, Felix, Freya, Gábor',
  'Giulia, Hana, Haruto, Hugo, Ibrahim, Ingrid, Isabel, Jamal, Jan, Jin, João, José, Julia, Kaito',
  'Karim, Katarzyna, Kwame, Leila, Léo, Linh, Łukasz, Magnus, Mara, María, Mateo, Mei, Mihai, Min-jun',
  'Miriam, Mohammed, Naomi, Nia, Niamh, Noor, Olga, Olivia, Omar, Paulo, Petra, Priya, Rafael, Rania',
  'Réka, Sakura, Samir, Santiago, Siobhán, Sofia, Søren, Sven, Tariq, Thandiwe, Tomáš, Uma, Valentina',
  'Viktor, Wei, Xin, Yara, Yuki, Zanele, Zoë, Zsófia',
].flatMap((line) => line.split(', '));

const lastNames = [
  'Abebe, Adeyemi, Ahmed, Almeida, Andersson, Bakker, Bauer, Bianchi, Björk, Byrne, Çelik, Chen',
  'Costa, Dąbrowski, Diallo, Dubois, Dvořák, Eriksen, Fernández, Fischer, Garcia, Gupta, Haddad',
  'Hansen, Hernández, Horváth, Ivanova, Jensen, Johnson, Kaya, Khan, Kim, Kovács, Kowalski, Laurent',
  'Lefèvre, Li, Lindqvist, López, MacDonald, Mensah, Moreau, Mori, Müller, Nagy, Nakamura, Ndlovu',
  'Nguyen, Novák, Nowak, O’Brien, Okafor, Oliveira, Park, Patel, Pereira, Petrov, Popescu, Rahman',
  'Reyes, Rossi, Sánchez, Santos, Sato, Schmidt, Silva, Singh, Smith, Sørensen, Suzuki, Szabó',
  'Takahashi, Tamm, Tanaka, Tran, van Dijk, Virtanen, Wang, Weber, Williams, Yamamoto, Yılmaz, Zhang',
].flatMap((line) => line.split(', '));

const teams = ['Finance', 'Field service', 'Legal', 'Logistics', 'Operations', 'People', 'Platform', 'Sales'];

// Letters that do not come apart into a base letter and a mark.
const plain: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', ı: 'i', ß: 'ss' };

/** A name as it is written in an address: `Łukasz Dąbrowski` → `lukasz.dabrowski`. */
export function addressOf(...names: readonly string[]): string {
  const folded = names.join('.').toLowerCase().normalize('NFD');
  return folded.replace(/[łøıß]/g, (letter) => plain[letter] ?? letter).replace(/[^a-z.-]/g, '');
}
