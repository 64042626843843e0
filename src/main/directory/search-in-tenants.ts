import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Interpretation, Lookup, SearchItem } from '../../contract/domain/search.ts';
import type { SessionDetails, SessionRow } from '../../contract/domain/session.ts';
import type { User } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';
import { type Failure, failure, toAppError } from '../../contract/failure.ts';
import type { AccountInfo, CorePort, RecordedKeys } from '../core/protocol.ts';
import type { KeyCache } from '../identity/access-token.ts';
import { providersToTry } from '../identity/recognise.ts';
import { createLimit } from '../shared/concurrency/limit.ts';

type InTenants = Extract<
  Interpretation,
  { type: 'email' | 'email-start' | 'phone' | 'phone-start' | 'third-party-id' }
>;
type Account = Extract<Interpretation, { type: 'third-party-id' }>;

/** At so many users the core stops a search without saying so. */
const searchLimit = 1_000;
/** Above this many tenants, trying every provider in each would be thousands of calls. */
const maxTenantsToGuessIn = 50;

/** Whether the core has to be asked tenant by tenant: it searches in one at a time. */
export function isInTenants(interpretation: Interpretation): interpretation is InTenants {
  return inTenants.has(interpretation.type);
}

const inTenants: ReadonlySet<Interpretation['type']> = new Set([
  'email',
  'email-start',
  'phone',
  'phone-start',
  'third-party-id',
]);

/** In so many tenants lookups are added at a time: a core can have 100,000. */
const tenantsAdded = 500;

/** Looks for all interpretations in each of the tenants. Resolves when all lookups wait for their turn. */
export async function lookUpInTenants(
  run: SearchRun,
  interpretations: readonly InTenants[],
  tenants: readonly string[],
): Promise<void> {
  for (const interpretation of interpretations) {
    if (isGuess(interpretation) && tenants.length > maxTenantsToGuessIn) {
      run.lookups.add({ type: 'accounts' }, rank.guess, () => Promise.reject(tooMany(tenants.length)));
      continue;
    }
    for (const [at, tenantId] of tenants.entries()) {
      lookUpIn(run, tenantId, interpretation);
      if ((at + 1) % tenantsAdded > 0) continue;
      await nextTurn();
      if (run.signal.aborted) return;
    }
  }
}

function lookUpIn(run: SearchRun, tenantId: string, interpretation: InTenants): void {
  switch (interpretation.type) {
    case 'email':
      lookUpExactly(run, { type: 'email', tenantId }, { email: interpretation.email });
      break;
    case 'phone':
      lookUpExactly(run, { type: 'phone', tenantId }, { phoneNumber: interpretation.phone });
      break;
    case 'email-start':
      lookUpAddresses(run, tenantId, interpretation.text);
      break;
    case 'phone-start':
      lookUpNumbers(run, tenantId, interpretation.text);
      break;
    case 'third-party-id':
      lookUpAccount(run, tenantId, interpretation);
      break;
  }
}

function lookUpExactly(
  run: SearchRun,
  lookup: Extract<Lookup, { tenantId: string }>,
  info: AccountInfo,
  priority: number = rank.exact,
): void {
  const { tenantId } = lookup;
  run.lookups.add(lookup, priority, async () => {
    await run.results.users(tenantId, await run.core.usersByAccountInfo({ tenantId, info }, run.signal));
  });
}

function lookUpAddresses(run: SearchRun, tenantId: string, text: string): void {
  run.lookups.add({ type: 'email-start', tenantId }, rank.wide, async () => {
    const { sent, matches } = addressSearch(text);
    const users = await run.core.searchUsers({ tenantId, field: 'email', text: sent }, run.signal);
    await run.results.users(tenantId, users.filter(matches));
    await reportCutOff(run, tenantId, users.length);
  });
}

// A phone text is `+` and digits: none of them is a wildcard.
function lookUpNumbers(run: SearchRun, tenantId: string, text: string): void {
  run.lookups.add({ type: 'phone-start', tenantId }, rank.wide, async () => {
    const users = await run.core.searchUsers({ tenantId, field: 'phone', text }, run.signal);
    await run.results.users(tenantId, users);
    await reportCutOff(run, tenantId, users.length);
  });
}

async function reportCutOff(run: SearchRun, tenantId: string, users: number): Promise<void> {
  if (users >= searchLimit) await run.emit([{ type: 'cut-off', tenantId, limit: searchLimit }]);
}

function lookUpAccount(run: SearchRun, tenantId: string, { provider, id: userId }: Account): void {
  const priority = provider === null ? rank.guess : rank.exact;
  for (const id of provider === null ? providersToTry(userId) : [provider]) {
    lookUpExactly(run, { type: 'account', provider: id, tenantId }, { thirdParty: { id, userId } }, priority);
  }
}

function isGuess(interpretation: InTenants): boolean {
  return interpretation.type === 'third-party-id' && interpretation.provider === null;
}

function tooMany(tenants: number): Failure {
  return failure('bad-input', { reason: 'providers-not-tried', params: { tenants } });
}

interface AddressSearch {
  /** What the core is asked. */
  readonly sent: string;
  /** Whether one of the user's addresses really begins with what was written. */
  readonly matches: (user: User) => boolean;
}

const special = /[%_;\\]/g;

/**
 * How to find addresses that begin with a text *as it is written*. The core puts the text into a LIKE pattern: `%` and
 * `_` are wildcards there, `;` separates several texts, and on PostgreSQL a backslash takes the next character's
 * meaning away. It has no way to quote them. But a wildcard also matches itself: with `_` in place of `;` and `\`, and
 * `%` and `_` left as they are, the core answers with everything that is wanted and a few more, which are filtered out
 * here. (Cutting the text before the first wildcard would also be right, but would run into the core's cut at 1,000
 * much earlier: `a_b` would ask for everyone with an `a`.)
 *
 * `@alpha.example` means the domain; the core knows domains without the sign only.
 */
function addressSearch(written: string): AddressSearch {
  const domainOnly = written.startsWith('@') && written.length > 1;
  const text = domainOnly ? written.slice(1) : written;
  const sent = text.replace(/[;\\]/g, '_');
  const asWritten = text.search(special) < 0 && !domainOnly;
  return { sent, matches: asWritten ? () => true : (user) => beginsWith(user, text, domainOnly) };
}

function beginsWith(user: User, text: string, domainOnly: boolean): boolean {
  const wanted = text.toLowerCase();
  const addresses = [...user.emails, ...user.loginMethods.map((method) => method.email ?? '')];
  return addresses
    .map((address) => address.toLowerCase())
    .some((address) => (!domainOnly && address.startsWith(wanted)) || address.includes(`@${wanted}`));
}

export interface SearchPorts {
  readonly core: CorePort;
  readonly recordedKeys: RecordedKeys;
  readonly keys: KeyCache;
  readonly now: () => number;
}

/** One search under way: what its lookups work with. */
export interface SearchRun extends SearchPorts {
  readonly lookups: Lookups;
  readonly results: Results;
  readonly emit: (items: readonly SearchItem[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/** More than about 16 calls at once gain nothing at the core, and the sessions on screen want some of them. */
const concurrency = 8;

/** Lookups of a higher rank start first: exact ones before wide ones before guesses. */
export const rank = { exact: 3, wide: 2, guess: 1 } as const;

/** Of a search that was stopped, at a time. */
const lookupsPassedOver = 500;

interface Lookups {
  /** Runs a lookup when its turn comes. `lookup` names it in case it fails. */
  readonly add: (lookup: Lookup, priority: number, lookUp: () => Promise<void>) => void;
  /** Resolves when all are done, also those that other lookups added. Rejects when the search was stopped. */
  readonly done: () => Promise<void>;
  readonly counts: () => { readonly lookups: number; readonly failedLookups: number };
}

/** Runs the lookups of one search, a few at a time. One that fails is reported, and does not affect the others. */
export function createLookups(
  signal: AbortSignal,
  onFailed: (lookup: Lookup, error: AppError) => Promise<void>,
): Lookups {
  const limit = createLimit(concurrency);
  let lookups = 0;
  let failedLookups = 0;
  let passedOver = 0;

  async function run(lookup: Lookup, lookUp: () => Promise<void>): Promise<void> {
    if (signal.aborted) return passOver();
    try {
      await lookUp();
    } catch (thrown) {
      if (signal.aborted) return;
      failedLookups += 1;
      // When this item is not accepted the search was stopped. `done` reports that.
      await onFailed(lookup, toAppError(thrown)).catch(() => undefined);
    }
  }

  async function passOver(): Promise<void> {
    passedOver += 1;
    // Other work has its turn in between: as many as there are tenants can wait.
    if (passedOver % lookupsPassedOver === 0) await nextTurn();
  }

  return {
    add: (lookup, priority, lookUp) => {
      lookups += 1;
      void limit.run(() => run(lookup, lookUp), priority);
    },
    done: async () => {
      await limit.idle();
      if (signal.aborted) throw failure('aborted', { reason: 'search-stopped' });
    },
    counts: () => ({ lookups, failedLookups }),
  };
}

/** The results of one search. Each user and session is sent once, however many lookups bring it. */
interface Results {
  /** Whether this user id was not looked up yet: a token and its session lead to the same one. */
  readonly isFirstLookupOf: (userId: string) => boolean;
  readonly users: (tenantId: string | null, users: readonly User[]) => Promise<void>;
  readonly session: (session: SessionDetails) => Promise<void>;
  readonly sessionsWithoutUser: (id: string, count: number) => Promise<void>;
}

/** Users in one message: a thousand in one would delay every message after it. */
const maxUsersInMessage = 200;

export function createResults(emit: (items: readonly SearchItem[]) => Promise<void>): Results {
  const sent = new Set<string>();

  function isNew(type: 'lookup' | 'user' | 'session' | 'sessions-without-user', id: string): boolean {
    const key = `${type} ${id}`;
    if (sent.has(key)) return false;
    sent.add(key);
    return true;
  }

  return {
    isFirstLookupOf: (userId) => isNew('lookup', userId),
    users: async (tenantId, users) => {
      const fresh = users.filter(({ id }) => isNew('user', id));
      for (let at = 0; at < fresh.length; at += maxUsersInMessage) {
        await emit([{ type: 'users', tenantId, users: fresh.slice(at, at + maxUsersInMessage) }]);
      }
    },
    session: async (session) => {
      if (isNew('session', session.handle)) await emit([{ type: 'sessions', rows: [toRow(session)] }]);
    },
    sessionsWithoutUser: async (id, count) => {
      if (isNew('sessions-without-user', id)) await emit([{ type: 'sessions-without-user', id, count }]);
    },
  };
}

function toRow(session: SessionDetails): SessionRow {
  const { userDataInJWT: _jwt, userDataInDatabase: _database, ...row } = session;
  return row;
}
