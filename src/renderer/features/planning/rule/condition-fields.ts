import type { Rule, RuleCondition } from '../../../../contract/domain/rule.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import type { Times } from '../../../messages/format-time.ts';
import { parseTime } from '../../../shared/time/time-text.ts';

export type Field = RuleCondition['field'];

/** A condition that is being edited: the value of every control, also of those that the field does not need. */
export interface ConditionForm {
  readonly field: Field;
  /** One of the field's operators. */
  readonly operator: string;
  /** Domain, role, network, part of a user agent, path; the tenant's id. */
  readonly text: string;
  /** As `datetime-local` writes it: `2026-11-24T14:00`. */
  readonly time: string;
  readonly data: 'either' | 'database' | 'token';
  readonly value: string;
}

/** Which control the value of a condition has. */
export type ValueType = 'text' | 'time' | 'tenant' | 'payload';

interface FieldFacts {
  readonly label: MessageKey;
  readonly operators: readonly { readonly value: string; readonly label: MessageKey }[];
  readonly value: ValueType;
  /** An example, the same in every language. */
  readonly example?: string;
  /** The condition of a form, or the message for what is missing. */
  readonly parse: (form: ParsedForm) => RuleCondition | MessageKey;
}

interface ParsedForm extends ConditionForm {
  /** Without spaces around it. */
  readonly text: string;
  /** Without `not-`. */
  readonly operator: string;
  /** The zone of times that name none. */
  readonly times: Times;
}

const isOrNot = [
  { value: 'is', label: 'rule.operator.is' },
  { value: 'not-is', label: 'rule.operator.not-is' },
] as const;
const beforeOrAfter = [
  { value: 'before', label: 'rule.operator.before' },
  { value: 'after', label: 'rule.operator.after' },
] as const;
const containsOrNot = [
  { value: 'contains', label: 'rule.operator.contains' },
  { value: 'not-contains', label: 'rule.operator.not-contains' },
] as const;

/** An operator that begins with `not-` is the negation of the operator after it. */
export const fieldFacts: Readonly<Record<Field, FieldFacts>> = {
  tenant: {
    label: 'rule.field.tenant',
    operators: isOrNot,
    value: 'tenant',
    parse: ({ text }) => (text === '' ? 'rule.missing.tenant' : { field: 'tenant', tenantId: text }),
  },
  'email-domain': {
    label: 'rule.field.email-domain',
    operators: isOrNot,
    value: 'text',
    example: 'alpha.example',
    parse: ({ text }) =>
      text === '' ? 'rule.missing.domain' : { field: 'email-domain', domain: text.replace(/^@/, '') },
  },
  role: {
    label: 'rule.field.role',
    operators: [
      { value: 'is', label: 'rule.operator.includes' },
      { value: 'not-is', label: 'rule.operator.not-includes' },
    ],
    value: 'text',
    example: 'admin',
    parse: ({ text }) => (text === '' ? 'rule.missing.role' : { field: 'role', role: text }),
  },
  joined: {
    label: 'rule.field.joined',
    operators: beforeOrAfter,
    value: 'time',
    parse: parseWhen((when) => ({ field: 'joined', ...when })),
  },
  created: {
    label: 'rule.field.created',
    operators: beforeOrAfter,
    value: 'time',
    parse: parseWhen((when) => ({ field: 'created', ...when })),
  },
  expires: {
    label: 'rule.field.expires',
    operators: beforeOrAfter,
    value: 'time',
    parse: parseWhen((when) => ({ field: 'expires', ...when })),
  },
  ip: {
    label: 'rule.field.ip',
    operators: [
      { value: 'in', label: 'rule.operator.in' },
      { value: 'not-in', label: 'rule.operator.not-in' },
    ],
    value: 'text',
    example: '203.0.113.0/24',
    parse: ({ text }) => (text === '' ? 'rule.missing.network' : { field: 'ip', network: text }),
  },
  'user-agent': {
    label: 'rule.field.user-agent',
    operators: containsOrNot,
    value: 'text',
    example: 'curl',
    parse: ({ text }) => (text === '' ? 'rule.missing.user-agent' : { field: 'user-agent', contains: text }),
  },
  payload: {
    label: 'rule.field.payload',
    operators: [
      { value: 'equals', label: 'rule.operator.equals' },
      { value: 'not-equals', label: 'rule.operator.not-equals' },
      ...containsOrNot,
      { value: 'exists', label: 'rule.operator.exists' },
      { value: 'not-exists', label: 'rule.operator.not-exists' },
    ],
    value: 'payload',
    parse: parsePayload,
  },
};

function parseWhen(
  toCondition: (when: { readonly when: 'before' | 'after'; readonly at: number }) => RuleCondition,
): FieldFacts['parse'] {
  return ({ operator, time, times }) => {
    const at = parseTime(time, times);
    if (at === null) return time.trim() === '' ? 'rule.missing.time' : 'rule.missing.valid-time';
    return toCondition({ when: operator === 'after' ? 'after' : 'before', at });
  };
}

function parsePayload({ data, operator, text, value }: ParsedForm): RuleCondition | MessageKey {
  if (text === '') return 'rule.missing.path';
  const test = operator === 'equals' || operator === 'contains' ? operator : 'exists';
  if (test === 'contains' && value === '') return 'rule.missing.contained';
  return { field: 'payload', in: data, path: text, test, value: test === 'exists' ? '' : value };
}

/** The condition of a form, or the message for what is missing. `times`: the zone of times that name none. */
export function parseCondition(form: ConditionForm, times: Times): Rule | MessageKey {
  const isNegated = form.operator.startsWith('not-');
  const operator = form.operator.replace(/^not-/, '');
  const plain = fieldFacts[form.field].parse({ ...form, text: form.text.trim(), operator, times });
  return typeof plain === 'string' || !isNegated ? plain : { not: plain };
}

export const fields = Object.keys(fieldFacts) as Field[];

/** Where a value of the application can be. */
export const dataLabels = {
  either: 'rule.data.either',
  database: 'rule.data.session',
  token: 'rule.data.token',
} as const satisfies Readonly<Record<string, MessageKey>>;
