import type { RuleCondition } from '../../../../contract/domain/rule.ts';

export type Field = RuleCondition['field'];

/** What a condition is asked for, and with it which control its value has. */
export type ValueKind = 'text' | 'time' | 'tenant' | 'payload';

interface FieldFacts {
  readonly label: string;
  readonly operators: readonly { readonly value: string; readonly label: string }[];
  readonly value: ValueKind;
  readonly placeholder?: string;
}

const isOrNot = [
  { value: 'is', label: 'is' },
  { value: 'not-is', label: 'is not' },
] as const;
const beforeOrAfter = [
  { value: 'before', label: 'before' },
  { value: 'after', label: 'after' },
] as const;
const containsOrNot = [
  { value: 'contains', label: 'contains' },
  { value: 'not-contains', label: 'does not contain' },
] as const;

/** Operators that begin with `not-` turn the one behind it around. */
export const fieldFacts: Readonly<Record<Field, FieldFacts>> = {
  tenant: { label: 'Tenant', operators: isOrNot, value: 'tenant' },
  'email-domain': {
    ...{ label: 'E-mail domain of the user', operators: isOrNot, value: 'text' },
    placeholder: 'alpha.example',
  },
  role: {
    label: 'Role of the user',
    operators: [
      { value: 'is', label: 'includes' },
      { value: 'not-is', label: 'does not include' },
    ],
    value: 'text',
    placeholder: 'admin',
  },
  joined: { label: 'User joined', operators: beforeOrAfter, value: 'time' },
  created: { label: 'Session created', operators: beforeOrAfter, value: 'time' },
  expires: { label: 'Session expires', operators: beforeOrAfter, value: 'time' },
  ip: {
    label: 'IP address',
    operators: [
      { value: 'in', label: 'is or is in' },
      { value: 'not-in', label: 'is not and is not in' },
    ],
    value: 'text',
    placeholder: '203.0.113.0/24',
  },
  'user-agent': { label: 'User agent', operators: containsOrNot, value: 'text', placeholder: 'curl' },
  payload: {
    label: 'Value in the data',
    operators: [
      { value: 'equals', label: 'equals' },
      { value: 'not-equals', label: 'does not equal' },
      ...containsOrNot,
      { value: 'exists', label: 'exists' },
      { value: 'not-exists', label: 'does not exist' },
    ],
    value: 'payload',
  },
};

export const fieldChoices = (Object.keys(fieldFacts) as Field[]).map((value) => ({
  value,
  label: fieldFacts[value].label,
}));

export const dataChoices = [
  { value: 'either', label: 'in session or token data' },
  { value: 'database', label: 'in session data' },
  { value: 'token', label: 'in token data' },
] as const;
