import { clientOrNothing, personalClients } from './clients.ts';
import { joinBy } from './linked-people.ts';
import {
  addSession,
  DAY_MS,
  describePerson,
  HOUR_MS,
  join,
  linkAll,
  MINUTE_MS,
  type Sample,
} from './sample.ts';

const EMAIL = 'ada@alpha.example';
const TENANTS = ['public', 'acme'];

/** The one to try everything on: three login methods, an external id, two tenants, exactly 23 sessions. */
export function addAda(sample: Sample): void {
  const { store, random } = sample;
  const google = joinBy(sample, 'google', 'public', EMAIL, 900 * DAY_MS, TENANTS);
  const password = joinBy(sample, 'password', 'public', EMAIL, 800 * DAY_MS, TENANTS);
  const phone = join(
    sample,
    { recipeId: 'passwordless', tenantId: 'public', phoneNumber: '+36201234567' },
    500 * DAY_MS,
  );
  const [googleId, passwordId, phoneId] = [google.id, password.id, phone.id];
  linkAll(sample, google, [password, phone]);
  const clients = personalClients(random);
  const roles = ['admin', 'member'];
  const signIn = (userId: string, tenantId: string, ages: readonly number[]) => {
    for (const ageMs of ages) {
      addSession(sample, { userId, tenantId, ageMs, client: clientOrNothing(random, clients), roles });
    }
  };
  // Signed in before she got her external id: these two stay under the inner one.
  signIn(googleId, 'public', [88 * DAY_MS, 79 * DAY_MS]);
  store.mappings.add({ superTokensUserId: googleId, externalUserId: 'emp-1815' });
  store.verified.add('emp-1815', EMAIL);
  signIn(googleId, 'public', [
    7 * MINUTE_MS,
    3 * HOUR_MS,
    ...[1, 2, 4, 9, 16, 33].map((days) => days * DAY_MS),
  ]);
  signIn(googleId, 'acme', [25 * MINUTE_MS, ...[1.5, 6, 21].map((days) => days * DAY_MS)]);
  signIn(
    passwordId,
    'public',
    [5, 12, 40].map((days) => days * DAY_MS),
  );
  signIn(passwordId, 'acme', [9 * HOUR_MS, ...[3, 27].map((days) => days * DAY_MS)]);
  signIn(phoneId, 'public', [40 * MINUTE_MS, 11 * HOUR_MS, 55 * DAY_MS]);
  describePerson(sample, google, {
    first: 'Ada',
    last: 'Lovelace',
    team: 'Platform',
    roles,
    tenants: TENANTS,
  });
}
