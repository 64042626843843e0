import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { thrownError } from '../../../../test/unit/support/rejection.ts';
import type { Rule, RuleCondition } from '../../../contract/domain/rule.ts';
import { ruleFields } from '../../../contract/domain/stored-names.ts';
import { toStoredJson } from '../../../contract/domain/text/json-text.ts';
import type { AppError } from '../../../contract/errors.ts';
import { compileRule, compileUndecidedFor, selectsEverything } from './compile-rule.ts';
import { parsePayload, type RuleFacts } from './conditions.ts';

const facts = {
  tenantId: 'acme',
  user: { emails: ['ada@alpha.example', 'ada@beta.example'], timeJoined: 1_000 },
  roles: ['admin'],
  session: {
    timeCreated: 2_000,
    expiry: 3_000,
    ip: '203.0.113.7:443',
    userAgent: 'Mozilla/5.0 Firefox/140.0',
  },
  payloads: {
    userDataInDatabase: {
      device: { id: 'd-1', trusted: false },
      tries: 12,
      tags: ['a', 7],
      none: null,
      'x.y': 'dot',
    },
    userDataInJWT: { plan: 'pro', device: { id: 'd-2' } },
  },
} satisfies RuleFacts;

function evaluate(rule: Rule, known: RuleFacts = facts) {
  return compileRule(rule)(known);
}

const examples: readonly (readonly [RuleCondition, 'yes' | 'no'])[] = [
  [{ field: 'tenant', tenantId: 'acme' }, 'yes'],
  [{ field: 'tenant', tenantId: 'public' }, 'no'],
  [{ field: 'email-domain', domain: 'ALPHA.example' }, 'yes'],
  [{ field: 'email-domain', domain: 'beta.example' }, 'yes'],
  [{ field: 'email-domain', domain: 'pha.example' }, 'no'],
  [{ field: 'role', role: 'admin' }, 'yes'],
  [{ field: 'role', role: 'Admin' }, 'no'],
  [{ field: 'joined', when: 'before', at: 1_001 }, 'yes'],
  [{ field: 'joined', when: 'before', at: 1_000 }, 'no'],
  [{ field: 'created', when: 'after', at: 1_999 }, 'yes'],
  [{ field: 'created', when: 'after', at: 2_000 }, 'no'],
  [{ field: 'expires', when: 'after', at: 2_999 }, 'yes'],
  [{ field: 'expires', when: 'after', at: 3_000 }, 'no'],
  [{ field: 'ip', network: '203.0.113.0/24' }, 'yes'],
  [{ field: 'ip', network: '198.51.100.0/24' }, 'no'],
  [{ field: 'user-agent', contains: 'firefox/' }, 'yes'],
  [{ field: 'user-agent', contains: 'chrome' }, 'no'],
];

describe('a condition', () => {
  test.each(examples)('%j says %s', (condition, result) => {
    expect(evaluate(condition)).toBe(result);
    expect(evaluate({ not: condition })).toBe(result === 'yes' ? 'no' : 'yes');
  });

  test('has an example here that is true and one that is false, whatever its field', () => {
    for (const wanted of ['yes', 'no'] as const) {
      const fields = examples.flatMap(([{ field }, result]) => (result === wanted ? [field] : []));
      // Those of payloads are below.
      expect(new Set([...fields, 'payload'])).toEqual(new Set(ruleFields));
    }
  });

  test.each<
    ['either' | 'database' | 'token', string, 'equals' | 'contains' | 'exists', string, 'yes' | 'no']
  >([
    ['database', 'device.id', 'equals', 'd-1', 'yes'],
    ['token', 'device.id', 'equals', 'd-1', 'no'],
    ['either', 'device.id', 'equals', 'd-2', 'yes'],
    ['database', 'device.id', 'contains', 'd-', 'yes'],
    ['database', 'device.id', 'equals', 'D-1', 'no'],
    ['database', 'device.trusted', 'equals', 'false', 'yes'],
    ['database', 'tries', 'equals', '12', 'yes'],
    ['database', 'tries', 'contains', '2', 'yes'],
    ['database', 'tags', 'contains', '7', 'yes'],
    ['database', 'tags', 'contains', '', 'no'],
    ['database', 'tags', 'equals', 'a,7', 'no'],
    ['database', 'tags.0', 'equals', 'a', 'yes'],
    ['database', 'tags.length', 'exists', '', 'no'],
    ['database', 'none', 'exists', '', 'yes'],
    ['database', 'none', 'equals', 'null', 'yes'],
    ['database', 'x.y', 'equals', 'dot', 'yes'],
    ['database', 'device', 'exists', 'ignored', 'yes'],
    ['database', 'device', 'contains', 'd-1', 'no'],
    ['database', 'device.id.deeper', 'exists', '', 'no'],
    ['database', 'plan', 'exists', '', 'no'],
    ['either', 'plan', 'exists', '', 'yes'],
    ['either', 'constructor', 'exists', '', 'no'],
    ['either', '__proto__', 'exists', '', 'no'],
  ])('about a payload (%s): %s %s %j says %s', (where, path, test, value, result) => {
    expect(evaluate({ field: 'payload', in: where, path, test, value })).toBe(result);
  });

  test.each([[null], ['text'], [[]], [7]])('a payload %j has no value at a path', (userDataInDatabase) => {
    const known = { ...facts, payloads: { userDataInDatabase, userDataInJWT: {} } };
    for (const test of ['equals', 'contains', 'exists'] as const) {
      expect(evaluate({ field: 'payload', in: 'either', path: 'a', test, value: '' }, known)).toBe('no');
    }
  });
});

describe('a number in a payload', () => {
  const stored =
    '{"account":1234567890123456789,"score":1.50,"limit":1e3,"all":[9007199254740993,7],"deep":{"id":2.0}}';
  const payloads = { userDataInDatabase: parsePayload(toStoredJson(stored)), userDataInJWT: {} };

  test.each([
    ['account', 'equals', '1234567890123456789', 'yes'],
    // What a number of JavaScript makes of it: the account of somebody else.
    ['account', 'equals', '1234567890123456800', 'no'],
    ['account', 'contains', '6789', 'yes'],
    ['score', 'equals', '1.50', 'yes'],
    ['score', 'exists', '', 'yes'],
    ['limit', 'equals', '1e3', 'yes'],
    ['all', 'contains', '9007199254740993', 'yes'],
    ['all', 'contains', '9007199254740992', 'no'],
    ['all.1', 'equals', '7', 'yes'],
    ['deep.id', 'equals', '2.0', 'yes'],
    ['deep.id.0', 'exists', '', 'no'],
  ] as const)('is compared as it is written: %s %s %j says %s', (path, test, value, result) => {
    const known = { ...facts, payloads };
    expect(evaluate({ field: 'payload', in: 'database', path, test, value }, known)).toBe(result);
  });
});

describe('a payload that is too large or nested too deeply', () => {
  const whole = toStoredJson('{"plan":"pro","plan":"free"}');
  const cut = toStoredJson(`{"plan":"pro","blob":"${'x'.repeat(1_000_000)}"}`);
  const deep = toStoredJson(`{"plan":"pro","deep":${'['.repeat(101)}${']'.repeat(101)}}`);
  const isPro = { field: 'payload', path: 'plan', test: 'equals', value: 'pro' } as const;

  // control: text-across-borders
  test.each([
    ['cut', cut],
    ['deep', deep],
  ])('decides nothing, neither for nor against: %s', (_, stored) => {
    const payloads = { userDataInDatabase: parsePayload(stored), userDataInJWT: parsePayload(whole) };
    expect(evaluate({ ...isPro, in: 'database' }, { ...facts, payloads })).toBe('undecided');
    expect(evaluate({ ...isPro, in: 'either' }, { ...facts, payloads })).toBe('undecided');
  });

  test('leaves the decision to the other one, where that says yes', () => {
    const payloads = { userDataInDatabase: parsePayload(deep), userDataInJWT: parsePayload(whole) };
    expect(evaluate({ ...isPro, value: 'free', in: 'either' }, { ...facts, payloads })).toBe('yes');
    expect(evaluate({ ...isPro, in: 'token' }, { ...facts, payloads })).toBe('no');
  });
});

describe('a fact that was not recorded', () => {
  const nothing = { ...facts, user: null, session: { ...facts.session, ip: null, userAgent: null } };
  const conditions: RuleCondition[] = [
    { field: 'ip', network: '203.0.113.0/24' },
    { field: 'user-agent', contains: 'Firefox' },
    { field: 'email-domain', domain: 'alpha.example' },
    { field: 'joined', when: 'before', at: 5 },
  ];

  test.each(
    conditions.map((condition) => [condition]),
  )('leaves %j and its opposite undecided', (condition) => {
    expect(evaluate(condition, nothing)).toBe('undecided');
    expect(evaluate({ not: condition }, nothing)).toBe('undecided');
  });

  test('includes an address that is not an address', () => {
    const known = { ...facts, session: { ...facts.session, ip: 'unknown' } };
    expect(evaluate({ not: { field: 'ip', network: '203.0.113.0/24' } }, known)).toBe('undecided');
  });

  test('does not include the address of a user without an e-mail address', () => {
    const known = { ...facts, user: { emails: [], timeJoined: 1 } };
    expect(evaluate({ field: 'email-domain', domain: 'alpha.example' }, known)).toBe('no');
  });
});

describe('a rule', () => {
  test('without conditions selects everything as all, and nothing as any', () => {
    expect(evaluate({ all: [] }, {})).toBe('yes');
    expect(evaluate({ any: [] }, {})).toBe('no');
    expect(selectsEverything(compileRule({ all: [] }))).toBe(true);
    expect(selectsEverything(compileRule({ not: { any: [] } }))).toBe(true);
    expect(selectsEverything(compileRule({ all: [{ field: 'tenant', tenantId: 'acme' }] }))).toBe(false);
  });

  test.each<[Rule, Pick<AppError, 'reason' | 'params'>]>([
    [
      { not: { any: [{ field: 'ip', network: '203.0.113.0/99' }] } },
      { reason: 'not-a-network', params: { value: '"203.0.113.0/99"' } },
    ],
    [
      { all: [{ all: [] }, { field: 'payload', in: 'either', path: 'a..b', test: 'exists', value: '' }] },
      { reason: 'not-a-payload-path', params: { value: '"a..b"' } },
    ],
    [
      { field: 'payload', in: 'either', path: '.', test: 'exists', value: '' },
      { reason: 'not-a-payload-path', params: { value: '"."' } },
    ],
    [
      { field: 'email-domain', domain: 'ada@alpha.example' },
      { reason: 'not-a-domain', params: { value: '"ada@alpha.example"' } },
    ],
    [{ field: 'created', when: 'before', at: Number.NaN }, { reason: 'not-a-time' }],
    [
      Array.from({ length: 100 }).reduce<Rule>((inner) => ({ not: inner }), { all: [] }),
      { reason: 'rule-too-deep', params: { most: 32 } },
    ],
  ])('%j is refused', (rule, refusal) => {
    expect(thrownError(() => compileRule(rule))).toMatchObject({ code: 'bad-input', ...refusal });
  });
});

describe('any rule with any facts', () => {
  const anyCondition: fc.Arbitrary<RuleCondition> = fc.constantFrom<RuleCondition>(
    { field: 'tenant', tenantId: 'acme' },
    { field: 'email-domain', domain: 'alpha.example' },
    { field: 'role', role: 'admin' },
    { field: 'joined', when: 'before', at: 1_500 },
    { field: 'created', when: 'after', at: 1_500 },
    { field: 'ip', network: '203.0.113.0/24' },
    { field: 'user-agent', contains: 'Fire' },
    { field: 'payload', in: 'database', path: 'a', test: 'exists', value: '' },
  );
  const { rule: anyRule } = fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      anyCondition,
      fc.array(tie('rule'), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('rule'), { maxLength: 3 }).map((any) => ({ any })),
      tie('rule').map((not) => ({ not })),
    ),
  }));
  const anyFacts: fc.Arbitrary<Required<RuleFacts>> = fc.record({
    tenantId: fc.constantFrom('acme', 'public'),
    user: fc.option(
      fc.record({
        emails: fc.subarray(['ada@alpha.example', 'ada@beta.example']),
        timeJoined: fc.constantFrom(1_000, 2_000),
      }),
    ),
    roles: fc.subarray(['admin', 'support']),
    session: fc.record({
      timeCreated: fc.constantFrom(1_000, 2_000),
      expiry: fc.constant(9_000),
      ip: fc.constantFrom(null, '203.0.113.7', '198.51.100.1', 'unknown'),
      userAgent: fc.constantFrom(null, 'Firefox', 'Chrome'),
    }),
    payloads: fc.record({
      userDataInDatabase: fc.constantFrom(null, {}, { a: 1 }),
      userDataInJWT: fc.constant({}),
    }),
  });
  const rules = fc.array(anyRule, { maxLength: 3 });

  test('follows De Morgan: not all is any not, and not any is all not', () => {
    fc.assert(
      fc.property(rules, anyFacts, (parts, known) => {
        const opposites = parts.map((not) => ({ not }));
        expect(evaluate({ not: { all: parts } }, known)).toBe(evaluate({ any: opposites }, known));
        expect(evaluate({ not: { any: parts } }, known)).toBe(evaluate({ all: opposites }, known));
      }),
    );
  });

  test('is the same negated twice, and never true together with its opposite', () => {
    fc.assert(
      fc.property(anyRule, anyFacts, (rule, known) => {
        expect(evaluate({ not: { not: rule } }, known)).toBe(evaluate(rule, known));
        expect(evaluate({ all: [rule, { not: rule }] }, known)).not.toBe('yes');
      }),
    );
  });

  test('says the same as least, most and complement of numbers between 0 and 1', () => {
    fc.assert(
      fc.property(anyRule, anyFacts, (rule, known) => {
        const answers = { 0: 'no', 0.5: 'undecided', 1: 'yes' } as const;
        expect(evaluate(rule, known)).toBe(answers[numberOf(rule, known)]);
      }),
    );
  });

  test('says the same with all facts when it is certain with a part of them', () => {
    fc.assert(
      fc.property(
        anyRule,
        anyFacts,
        fc.subarray(['tenantId', 'user', 'roles', 'session', 'payloads']),
        (rule, known, names) => {
          const part = Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name)));
          const early = evaluate(rule, part);
          if (early !== 'undecided') expect(evaluate(rule, known)).toBe(early);
        },
      ),
    );
  });
});

type Share = 0 | 0.5 | 1;

/** The same logic in another form: all is the least, any the most, not the complement to 1. */
function numberOf(rule: Rule, facts: Required<RuleFacts>): Share {
  if ('all' in rule) return Math.min(1, ...rule.all.map((one) => numberOf(one, facts))) as Share;
  if ('any' in rule) return Math.max(0, ...rule.any.map((one) => numberOf(one, facts))) as Share;
  if ('not' in rule) return (1 - numberOf(rule.not, facts)) as Share;
  const { user, session, payloads } = facts;
  switch (rule.field) {
    case 'tenant':
      return facts.tenantId === 'acme' ? 1 : 0;
    case 'email-domain':
      if (user === null) return 0.5;
      return user.emails.includes('ada@alpha.example') ? 1 : 0;
    case 'role':
      return facts.roles.includes('admin') ? 1 : 0;
    case 'joined':
      if (user === null) return 0.5;
      return user.timeJoined === 1_000 ? 1 : 0;
    case 'created':
      return session.timeCreated === 2_000 ? 1 : 0;
    case 'ip':
      if (session.ip === null || session.ip === 'unknown') return 0.5;
      return session.ip === '203.0.113.7' ? 1 : 0;
    case 'user-agent':
      if (session.userAgent === null) return 0.5;
      return session.userAgent === 'Firefox' ? 1 : 0;
    case 'payload':
      return JSON.stringify(payloads.userDataInDatabase) === '{"a":1}' ? 1 : 0;
    default:
      throw new Error('no such condition in these tests');
  }
}

const network: Rule = { field: 'ip', network: '192.0.2.0/24' };
const device: Rule = { field: 'user-agent', contains: 'curl' };
const tenant: Rule = { field: 'tenant', tenantId: 'acme' };

function sessionWith(ip: string | null, userAgent: string | null) {
  return { tenantId: 'acme', session: { timeCreated: 0, expiry: 0, ip, userAgent } };
}

describe('a rule is undecided about a session', () => {
  it('because of each condition whose fact was not recorded', () => {
    const both = compileUndecidedFor({ all: [tenant, { any: [network, { not: device }] }] });
    expect(both(sessionWith(null, null))).toEqual(['ip', 'user-agent']);
    expect(both(sessionWith(null, 'curl/8'))).toEqual(['ip']);
    expect(both(sessionWith('198.51.100.1', null))).toEqual(['user-agent']);
  });

  it('not because of a group that is decided by its other conditions', () => {
    const grouped = compileUndecidedFor({ any: [{ all: [network, { not: tenant }] }, device] });
    expect(grouped(sessionWith(null, null))).toEqual(['user-agent']);
  });

  it('because of the network also when what was recorded is no address', () => {
    expect(compileUndecidedFor(network)(sessionWith('unknown', null))).toEqual(['ip']);
  });
});
