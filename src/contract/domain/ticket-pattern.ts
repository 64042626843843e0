import { RE2JS } from 're2js';

/** What is wrong with a pattern. RE2 knows neither look-around nor back-references: these cannot run in linear time. */
export type PatternFault = 'look-around' | 'back-reference' | 'syntax';

type Pattern =
  | { readonly type: 'pattern'; readonly fits: (text: string) => boolean }
  | { readonly type: 'fault'; readonly fault: PatternFault };

/**
 * A pattern that an operator typed, for the whole of a text. It runs in linear time, whatever pattern and text are: RegExp
 * takes longer than anyone lives for `(\w+\s?)+` and forty letters.
 */
export function compilePattern(pattern: string): Pattern {
  try {
    const compiled = RE2JS.compile(pattern);
    return { type: 'pattern', fits: (text) => compiled.matches(text) };
  } catch {
    return { type: 'fault', fault: faultOf(pattern) };
  }
}

/**
 * Whether a text as a whole fits a pattern. Every text fits an empty pattern, and one with a fault: what is wrong with the pattern
 * is said where it is saved and where a revocation is started.
 */
export function fitsPattern(text: string, pattern: string): boolean {
  if (pattern === '') return true;
  const compiled = compilePattern(pattern);
  return compiled.type === 'fault' || compiled.fits(text);
}

function faultOf(pattern: string): PatternFault {
  if (/\(\?<?[=!]/.test(pattern)) return 'look-around';
  return /\\(?:[1-9]|k[<{'])/.test(pattern) ? 'back-reference' : 'syntax';
}
