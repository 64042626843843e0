import { BlockList, isIP, isIPv4, isIPv6, SocketAddress } from 'node:net';
import type { RuleCondition } from '../../../contract/domain/rule.ts';
import type { SessionRow } from '../../../contract/domain/session.ts';
import { isReadable, type StoredJson } from '../../../contract/domain/text/json-text.ts';
import { recordedAddress } from '../../../contract/domain/text/recorded-address.ts';
import type { User } from '../../../contract/domain/user.ts';
import { type Failure, failure } from '../../../contract/failure.ts';
import { numbersAsWritten } from '../../shared/written-numbers.ts';

/** What rules ask of a user. Every address of the user counts, whichever login method it belongs to. */
type UserFacts = Pick<User, 'emails' | 'timeJoined'>;

/** In the place of a payload that is too large or nested too deeply to be parsed: what is in it is not known. */
export const unreadable = Symbol('unreadable');

/** Parsed, or `unreadable`. */
type Payloads = Readonly<Record<'userDataInDatabase' | 'userDataInJWT', unknown>>;

/** What an application wrote, to be looked into. */
export function parsePayload(stored: StoredJson): unknown {
  if (!isReadable(stored)) return unreadable;
  const { text } = stored;
  try {
    return mayChange.test(text) ? JSON.parse(text, allAsWritten) : JSON.parse(text);
  } catch {
    return unreadable;
  }
}

/** There can be a number that parsing changes: with more digits than it keeps, or written in a way of which there are several. */
const mayChange = /\d{16}|\d[.eE]|-0/;

const allAsWritten = numbersAsWritten(() => true);

/** What is known of a session when a rule is evaluated. Each part is absent until it was read. */
export interface RuleFacts {
  readonly tenantId?: string;
  /** Null: the session is under an id that no user has. */
  readonly user?: UserFacts | null;
  /** Of the user in the tenant of the session. */
  readonly roles?: readonly string[];
  readonly session?: Pick<SessionRow, 'timeCreated' | 'expiry' | 'ip' | 'userAgent'>;
  readonly payloads?: Payloads;
}

/** What has to be read to evaluate a rule, in addition to a list of users and the handles of their sessions. */
export interface Needs {
  readonly roles: boolean;
  readonly payloads: boolean;
}

/** By the field of a condition; nothing for those that a user and the facts of a session are enough for. */
export const neededFor: Readonly<Partial<Record<RuleCondition['field'], keyof Needs>>> = {
  role: 'roles',
  payload: 'payloads',
};

/** Evaluates a rule with what is known of a session. */
export type CompiledRule = (facts: RuleFacts) => RuleResult;

/** One condition, ready to be evaluated for many sessions. Throws `bad-input` that names what cannot be evaluated. */
export function compileCondition(condition: RuleCondition): CompiledRule {
  switch (condition.field) {
    case 'tenant': {
      const { tenantId } = condition;
      return (facts) => ifKnown(facts.tenantId, (known) => known === tenantId);
    }
    case 'email-domain':
      return compileDomain(condition.domain);
    case 'role': {
      const { role } = condition;
      return (facts) => ifKnown(facts.roles, (roles) => roles.includes(role));
    }
    case 'joined': {
      const test = compileTime(condition);
      return ({ user }) => ifKnown(user?.timeJoined, test);
    }
    case 'created': {
      const test = compileTime(condition);
      return ({ session }) => ifKnown(session?.timeCreated, test);
    }
    case 'expires': {
      const test = compileTime(condition);
      return ({ session }) => ifKnown(session?.expiry, test);
    }
    case 'ip':
      return compileNetwork(condition.network);
    case 'user-agent': {
      const contains = condition.contains.toLowerCase();
      return ({ session }) => ifKnown(session?.userAgent, (known) => known.toLowerCase().includes(contains));
    }
    case 'payload':
      return compilePayloadCondition(condition);
  }
}

function ifKnown<T>(known: T | null | undefined, test: (known: T) => boolean): RuleResult {
  return known === null || known === undefined ? 'undecided' : toResult(test(known));
}

function compileDomain(domain: string): CompiledRule {
  if (/[@\s]/.test(domain)) {
    throw failure('bad-input', {
      reason: 'not-a-domain',
      params: { value: JSON.stringify(domain.slice(0, 80)) },
    });
  }
  const ending = `@${domain.toLowerCase()}`;
  return ({ user }) =>
    ifKnown(user, ({ emails }) => emails.some((email) => email.toLowerCase().endsWith(ending)));
}

function compileNetwork(text: string): CompiledRule {
  const network = parseNetwork(text);
  return ({ session }) => {
    const recorded = session?.ip ?? null;
    return ifKnown(recorded === null ? null : parseRecordedAddress(recorded), network.contains);
  };
}

function compilePayloadCondition(
  condition: Extract<RuleCondition, { readonly field: 'payload' }>,
): CompiledRule {
  const test = compilePayload(condition);
  const decide = (payload: unknown): RuleResult =>
    payload === unreadable ? 'undecided' : toResult(test(payload));
  return ({ payloads }) => {
    if (!payloads) return 'undecided';
    const { userDataInDatabase, userDataInJWT } = payloads;
    return any([
      ...(condition.in === 'token' ? [] : [decide(userDataInDatabase)]),
      ...(condition.in === 'database' ? [] : [decide(userDataInJWT)]),
    ]);
  };
}

/** At the very millisecond it is neither before nor after. */
function compileTime({ when, at }: { readonly when: 'before' | 'after'; readonly at: number }) {
  if (!Number.isFinite(at)) throw failure('bad-input', { reason: 'not-a-time' });
  return when === 'before' ? (known: number) => known < at : (known: number) => known > at;
}

type PayloadCondition = Extract<RuleCondition, { readonly field: 'payload' }>;

/** Whether the value at the path passes the test; an absent value does not. Throws `bad-input` for an empty path. */
function compilePayload({ path, test, value }: PayloadCondition): (payload: unknown) => boolean {
  const find = finderOf(path);
  function passes(at: unknown): boolean {
    if (test === 'exists') return true;
    if (test === 'equals') return textOf(at) === value;
    if (Array.isArray(at)) return at.some((element) => textOf(element) === value);
    return textOf(at)?.includes(value) ?? false;
  }
  return (payload) => find(payload).some(passes);
}

/**
 * A dot goes into objects, and into lists by number. A key can contain the dot itself: both are tried, as for the names
 * of addresses in the settings.
 */
function finderOf(path: string): (payload: unknown) => readonly unknown[] {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) {
    throw failure('bad-input', {
      reason: 'not-a-payload-path',
      params: { value: JSON.stringify(path.slice(0, 80)) },
    });
  }
  const paths = parts.length === 1 ? [parts] : [[path], parts];
  return (payload) => paths.flatMap((names) => valueAt(payload, names));
}

/** The value at this path as a list of one; an empty list when the payload has none. */
function valueAt(payload: unknown, names: readonly string[]): readonly unknown[] {
  let value = payload;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
    if (Array.isArray(value) && !/^\d+$/.test(name)) return [];
    value = (value as Record<string, unknown>)[name];
  }
  return value === undefined ? [] : [value];
}

/** A text as it is; numbers, booleans and null as they are written; undefined for objects and lists. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? undefined : String(value);
}

/**
 * What a rule says of a session. `undecided`: the fact that it needs was not recorded, so neither the rule nor its
 * opposite can be claimed. The same word is used for facts that were not read yet: a `yes` or `no` that is certain
 * without them stays.
 */
export type RuleResult = 'yes' | 'no' | 'undecided';

function toResult(isTrue: boolean): RuleResult {
  return isTrue ? 'yes' : 'no';
}

export function not(result: RuleResult): RuleResult {
  if (result === 'undecided') return 'undecided';
  return result === 'yes' ? 'no' : 'yes';
}

/** `yes` when all are (also when there are none), `no` as soon as one is. */
export function all(results: Iterable<RuleResult>): RuleResult {
  let joined: RuleResult = 'yes';
  for (const result of results) {
    if (result === 'no') return 'no';
    if (result === 'undecided') joined = 'undecided';
  }
  return joined;
}

/** `yes` as soon as one is, `no` when all are (also when there are none). */
export function any(results: Iterable<RuleResult>): RuleResult {
  let joined: RuleResult = 'no';
  for (const result of results) {
    if (result === 'yes') return 'yes';
    if (result === 'undecided') joined = 'undecided';
  }
  return joined;
}

type Family = 'ipv4' | 'ipv6';

interface Address {
  readonly family: Family;
  readonly text: string;
}

interface Network {
  readonly contains: (address: Address) => boolean;
}

const mapped = '::ffff:';
const mappedBits = 96;

/**
 * An address, or a network in CIDR notation. Bits behind the prefix are ignored. Throws `bad-input` that names the text.
 * A network of IPv6 addresses contains no IPv4 address, unless it is a network of IPv4 addresses written as IPv6.
 */
export function parseNetwork(text: string): Network {
  const [base = '', prefix, ...rest] = text.trim().split('/');
  const address = parseAddress(base);
  if (!address || rest.length > 0) throw notANetwork(text);
  const size = address.family === 'ipv4' ? 32 : 128;
  const before = address.family === 'ipv4' && isIPv6(base) ? mappedBits : 0;
  const bits = prefix === undefined ? size : Number(/^\d{1,3}$/.exec(prefix)?.[0] ?? Number.NaN) - before;
  if (!(bits >= 0 && bits <= size)) throw notANetwork(text);
  const list = new BlockList();
  list.addSubnet(address.text, bits, address.family);
  return { contains: (other) => other.family === address.family && list.check(other.text, other.family) };
}

/** What an application wrote as the address of a session. Null: it is not an address. */
export function parseRecordedAddress(recorded: string): Address | null {
  const address = recordedAddress(recorded);
  return address === null ? null : parseAddress(address);
}

/** In one way of writing. An IPv4 address that is written as IPv6 becomes IPv4. The zone is local and left out. */
function parseAddress(written: string): Address | null {
  const [text = ''] = written.split('%');
  const version = isIP(text);
  if (version === 0) return null;
  if (version === 4) return { family: 'ipv4', text };
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const inner = address.startsWith(mapped) ? address.slice(mapped.length) : '';
  return isIPv4(inner) ? { family: 'ipv4', text: inner } : { family: 'ipv6', text: address };
}

function notANetwork(text: string): Failure {
  return failure('bad-input', {
    reason: 'not-a-network',
    params: { value: JSON.stringify(text.slice(0, 80)) },
  });
}
