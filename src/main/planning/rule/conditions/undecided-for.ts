import type { Rule } from '../../../../contract/domain/rule.ts';
import type { RuleField } from '../../../../contract/domain/rule-fields.ts';
import { compileRule } from './evaluate.ts';
import type { RuleFacts } from './facts.ts';

/** Of a session about which a rule is undecided: the conditions because of which it is, for want of a fact. */
export type UndecidedFor = (facts: RuleFacts) => readonly RuleField[];

/** Throws `bad-input` like `compileRule`. */
export function compileUndecidedFor(rule: Rule): UndecidedFor {
  const collect = compile(rule);
  return (facts) => {
    const fields = new Set<RuleField>();
    collect(facts, fields);
    return [...fields];
  };
}

type Collect = (facts: RuleFacts, into: Set<RuleField>) => void;

/** What is decided on its own, whatever the facts are that are missing, is not why the rest is undecided. */
function compile(rule: Rule): Collect {
  const evaluate = compileRule(rule);
  const inner = compileInner(rule);
  return (facts, into) => {
    if (evaluate(facts) === 'undecided') inner(facts, into);
  };
}

function compileInner(rule: Rule): Collect {
  if ('not' in rule) return compile(rule.not);
  if ('field' in rule) return (_, into) => into.add(rule.field);
  const parts = ('all' in rule ? rule.all : rule.any).map(compile);
  return (facts, into) => {
    for (const part of parts) part(facts, into);
  };
}
