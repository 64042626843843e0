import { expect, test } from 'vitest';
import type { Answer } from './exchange.ts';
import { statusFailure } from './status-failure.ts';

const asked = { host: 'core:1', path: '/recipe/session', apiKey: null };

function failed(body: string) {
  const answer: Answer = { type: 'answer', status: 400, headers: {}, body };
  return statusFailure(answer, asked).error;
}

test('a core that takes newer interface versions only is incompatible, and both versions are named', () => {
  expect(failed('cdi-version 5.4 is lower than the minimum allowed version 5.5')).toMatchObject({
    code: 'incompatible-core',
    reason: 'cdi-below-minimum',
    params: { host: 'core:1', oldestCdi: '5.5', wantedCdi: '5.4' },
    sent: true,
  });
});

test('a core that does not know our interface version any more is incompatible', () => {
  expect(failed('cdi-version 5.4 not supported')).toMatchObject({
    code: 'incompatible-core',
    reason: 'cdi-refused',
    params: { host: 'core:1', wantedCdi: '5.4' },
  });
});

test('another answer with status 400 is an error of the core', () => {
  expect(failed("Field name 'cdi' is missing")).toMatchObject({ code: 'core-error', retryable: false });
});
