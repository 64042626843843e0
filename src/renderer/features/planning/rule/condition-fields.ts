import type { RuleCondition } from '../../../../contract/domain/rule.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';

export type Field = RuleCondition['field'];

/** Which control the value of a condition has. */
export type ValueType = 'text' | 'time' | 'tenant' | 'payload';

interface FieldFacts {
  readonly label: MessageKey;
  readonly operators: readonly { readonly value: string; readonly label: MessageKey }[];
  readonly value: ValueType;
  /** An example, the same in every language. */
  readonly example?: string;
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
  tenant: { label: 'rule.field.tenant', operators: isOrNot, value: 'tenant' },
  'email-domain': {
    ...{ label: 'rule.field.email-domain', operators: isOrNot, value: 'text', example: 'alpha.example' },
  },
  role: {
    label: 'rule.field.role',
    operators: [
      { value: 'is', label: 'rule.operator.includes' },
      { value: 'not-is', label: 'rule.operator.not-includes' },
    ],
    value: 'text',
    example: 'admin',
  },
  joined: { label: 'rule.field.joined', operators: beforeOrAfter, value: 'time' },
  created: { label: 'rule.field.created', operators: beforeOrAfter, value: 'time' },
  expires: { label: 'rule.field.expires', operators: beforeOrAfter, value: 'time' },
  ip: {
    label: 'rule.field.ip',
    operators: [
      { value: 'in', label: 'rule.operator.in' },
      { value: 'not-in', label: 'rule.operator.not-in' },
    ],
    value: 'text',
    example: '203.0.113.0/24',
  },
  'user-agent': { label: 'rule.field.user-agent', operators: containsOrNot, value: 'text', example: 'curl' },
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
  },
};

export const fields = Object.keys(fieldFacts) as Field[];

/** Where a value of the application can be. */
export const dataLabels = {
  either: 'rule.data.either',
  database: 'rule.data.session',
  token: 'rule.data.token',
} as const satisfies Readonly<Record<string, MessageKey>>;
