import type { Store } from '../store/store.ts';
import { addAda } from './ada.ts';
import { addCrowd } from './crowd.ts';
import { addAttack, addStrangers } from './incidents.ts';
import { addLinkedPeople, addTwiceMapped } from './linked-people.ts';
import { createRandom } from './random.ts';
import type { Sample } from './sample.ts';

/** Together with those who have parts of their own: 300 users. */
const CROWD = 289;

/** Fills a fresh store with people and sessions in three tenants; the same for the same seed, but for the times. */
export function addSampleData(store: Store, seed: number, now: number): void {
  const sample: Sample = { store, random: createRandom(seed), now };
  for (const tenantId of ['acme', 'north']) store.tenants.put(tenantId);
  store.roles.put('admin', ['users:read', 'users:write', 'sessions:end']);
  store.roles.put('support', ['users:read', 'sessions:end']);
  store.roles.put('member', ['self:read']);
  addAda(sample);
  addTwiceMapped(sample);
  addLinkedPeople(sample);
  addAttack(sample);
  addStrangers(sample);
  addCrowd(sample, CROWD);
}
