import type { Rule } from '../../../../contract/domain/rule.ts';
import { failure } from '../../../../contract/failure.ts';
import { type CompiledRule, compileCondition } from './conditions.ts';
import { all, any, not, type Verdict } from './verdict.ts';

/** Deeper than any rule that a person writes, and far from the limit of the call stack. */
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
    throw failure('bad-input', 'This rule is nested too deeply.', {
      hint: `Use at most ${deepest} groups within one another.`,
    });
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
  joined: (verdicts: Iterable<Verdict>) => Verdict,
): CompiledRule {
  const compiled = rules.map((rule) => compile(rule, depth + 1));
  return (facts) => joined(lazily(compiled, (evaluate) => evaluate(facts)));
}

// Verdicts behind the one that decides are not asked for.
function* lazily<T, R>(items: readonly T[], make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}
