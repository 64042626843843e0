import type { Rule, RuleCondition } from '../../../contract/domain/rule.ts';
import type { RuleField } from '../../../contract/domain/stored-names.ts';
import { failure } from '../../../contract/failure.ts';
import {
  all,
  any,
  type CompiledRule,
  compileCondition,
  type Needs,
  neededFor,
  not,
  type RuleFacts,
  type RuleResult,
} from './conditions.ts';

/** Deeper than any rule of an operator, and far from the limit of the call stack. */
const deepest = 32;

/**
 * A rule, checked as a whole and ready to be evaluated for many sessions. Throws `bad-input` that names the condition
 * that cannot be evaluated. It can be evaluated with a part of the facts: a `yes` or `no` stays, whatever the rest is.
 */
export function compileRule(rule: Rule): CompiledRule {
  return compile(rule, 0);
}

/** Whether the rule selects every session. */
export function selectsEverything(evaluate: CompiledRule): boolean {
  return evaluate({}) === 'yes';
}

function compile(rule: Rule, depth: number): CompiledRule {
  if (depth > deepest) {
    throw failure('bad-input', { reason: 'rule-too-deep', params: { most: deepest } });
  }
  if ('all' in rule) return join(rule.all, depth, all);
  if ('any' in rule) return join(rule.any, depth, any);
  if ('not' in rule) {
    const evaluate = compile(rule.not, depth + 1);
    return (facts) => not(evaluate(facts));
  }
  return compileCondition(rule);
}

function join(
  rules: readonly Rule[],
  depth: number,
  joined: (results: Iterable<RuleResult>) => RuleResult,
): CompiledRule {
  const compiled = rules.map((rule) => compile(rule, depth + 1));
  return (facts) => joined(lazily(compiled, (evaluate) => evaluate(facts)));
}

// Conditions behind the one that decides are not evaluated.
function* lazily<T, R>(items: readonly T[], make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}

/** Of a session about which a rule is undecided: the conditions because of which it is, for want of a fact. */
export type UndecidedFor = (facts: RuleFacts) => readonly RuleField[];

/** Throws `bad-input` like `compileRule`. */
export function compileUndecidedFor(rule: Rule): UndecidedFor {
  const collect = compileCollect(rule);
  return (facts) => {
    const fields = new Set<RuleField>();
    collect(facts, fields);
    return [...fields];
  };
}

type Collect = (facts: RuleFacts, into: Set<RuleField>) => void;

/** What is toResult on its own, whatever the facts are that are missing, is not why the rest is undecided. */
function compileCollect(rule: Rule): Collect {
  const evaluate = compileRule(rule);
  const collect = compileInnerCollect(rule);
  return (facts, into) => {
    if (evaluate(facts) === 'undecided') collect(facts, into);
  };
}

function compileInnerCollect(rule: Rule): Collect {
  if ('not' in rule) return compileCollect(rule.not);
  if ('field' in rule) return (_, into) => into.add(rule.field);
  const parts = ('all' in rule ? rule.all : rule.any).map(compileCollect);
  return (facts, into) => {
    for (const part of parts) part(facts, into);
  };
}

export function needsOf(rule: Rule): Needs {
  const needed = new Set(fieldsOf(rule).map((field) => neededFor[field]));
  return { roles: needed.has('roles'), payloads: needed.has('payloads') };
}

function fieldsOf(rule: Rule): RuleCondition['field'][] {
  if ('all' in rule) return rule.all.flatMap(fieldsOf);
  if ('any' in rule) return rule.any.flatMap(fieldsOf);
  return 'not' in rule ? fieldsOf(rule.not) : [rule.field];
}
