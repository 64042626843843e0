import { expect, test } from 'vitest';
import { answerHeaders, contentSecurityPolicy } from './page-policy.ts';

test('the policy allows nothing but the console itself and styles with the nonce', () => {
  expect(contentSecurityPolicy('n0nce')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-n0nce'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
});

test('no directive allows unsafe code', () => {
  expect(contentSecurityPolicy('n0nce')).not.toMatch(/unsafe|\*|https?:/);
});

test('every answer carries the policy and is never sniffed or kept', () => {
  expect(answerHeaders('text/javascript', 'n0nce')).toMatchObject({
    'Content-Type': 'text/javascript',
    'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
});
