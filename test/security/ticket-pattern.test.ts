import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/contract/domain/ticket-pattern.ts';

const run = promisify(execFile);

function fits(pattern: string, text: string): boolean | string {
  const compiled = compilePattern(pattern);
  return compiled.type === 'pattern' ? compiled.fits(text) : compiled.fault;
}

describe('a pattern that an operator typed', () => {
  it('is for the whole text, with alternatives too', () => {
    expect(fits('INC-\\d+', 'INC-1')).toBe(true);
    expect(fits('INC-\\d+', 'see INC-1')).toBe(false);
    expect(fits('INC-\\d+', 'INC-1\n')).toBe(false);
    expect(fits('CHG-\\d+|INC-\\d+', 'INC-1 or so')).toBe(false);
    expect(fits('^[A-Z]{2,5}-\\d{1,6}$', 'SEC-4711')).toBe(true);
    expect(fits('a)|(?:b', 'b')).toBe('syntax');
  });

  it.each([
    ['(?=INC).+', 'look-around'],
    ['(?<!x)INC-\\d+', 'look-around'],
    ['(INC)-\\1', 'back-reference'],
    ['(?<kind>INC)-\\k<kind>', 'back-reference'],
    ['(INC', 'syntax'],
    ['INC-\\d{1,99999}', 'syntax'],
    ['((a{100}){100}){100}', 'syntax'],
  ])('that cannot be run in linear time has a fault: %s', (pattern, fault) => {
    expect(fits(pattern, 'INC-1')).toBe(fault);
  });

  // In a process of its own, which ends what would take years: a pattern that backtracks blocks the thread that waits for it.
  // control: linear-patterns
  it.each([
    '(\\w+\\s?)+',
    '(a|a)*b',
    '(a*)*c',
    '(.*)*(.*)*(.*)*x',
    '([a-z]+)*[A-Z]',
    '(a{0,30}){0,30}!',
  ])('answers for any text, however it is nested: %s', async (pattern) => {
    const module = join(import.meta.dirname, '../../src/contract/domain/ticket-pattern.ts');
    const script = `
      const { compilePattern } = await import(${JSON.stringify(module)});
      console.log(compilePattern(${JSON.stringify(pattern)}).fits('a'.repeat(199) + '?'));
    `;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 120_000,
    });
    expect(stdout).toBe('false\n');
  });
});
