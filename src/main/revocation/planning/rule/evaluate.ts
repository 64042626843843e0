import type { Rule } from '../../../../contract/domain/rule.ts';
import { failure } from '../../../../contract/failure.ts';
import { type Ask, compileCondition } from './conditions.ts';
import { all, any, not, type Verdict } from './verdict.ts';

/** Deeper than anyone thinks, and far from what the stack holds. */
const deepest = 32;

/**
 * A rule, checked as a whole and made ready to be asked of many sessions. Throws `bad-input` that names what cannot be
 * asked. It can be asked with parts of the facts: what it says for certain then stays, whatever the rest turns out to be.
 */
export function compileRule(rule: Rule): Ask {
  return compile(rule, 0);
}

/** Whether the rule hits every session there is. */
export function hitsEverything(ask: Ask): boolean {
  return ask({}) === 'yes';
}

function compile(rule: Rule, depth: number): Ask {
  if (depth > deepest) {
    throw failure('bad-input', 'This rule is nested too deeply.', {
      hint: `Use at most ${deepest} groups within one another.`,
    });
  }
  if ('all' in rule) return join(rule.all, depth, all);
  if ('any' in rule) return join(rule.any, depth, any);
  if ('not' in rule) {
    const ask = compile(rule.not, depth + 1);
    return (facts) => not(ask(facts));
  }
  return compileCondition(rule);
}

function join(rules: readonly Rule[], depth: number, joined: (verdicts: Iterable<Verdict>) => Verdict): Ask {
  const asks = rules.map((rule) => compile(rule, depth + 1));
  return (facts) => joined(lazily(asks, (ask) => ask(facts)));
}

// So that what is certain after the first verdicts asks no further.
function* lazily<T, R>(items: readonly T[], make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}
