import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';
import type { Bindings } from './bindings.ts';
import { replayStep } from './replay.ts';
import { readTranscripts } from './transcript.ts';

// Always the sandbox, whatever CURFEW_CORE_URI says: a transcript wants a core that nobody has used before.
const transcripts = readTranscripts();

describe.each(transcripts)('the sandbox core in transcript $scenario', ({ steps }) => {
  const bindings: Bindings = new Map();
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ sampleData: false });
    bindings.set('$apiKey', sandbox.apiKey);
  });

  afterAll(() => sandbox.close());

  it.each(
    steps.map((step, index) => ({ ...step, index })),
  )('answers step $index as recorded: $about', async (step) => {
    expect(await replayStep(sandbox.uri, step, bindings)).toBeUndefined();
  });
});

// A folder that was moved or emptied must not pass as "all steps kept".
it('the transcripts are all thirteen, and none is empty', () => {
  expect(transcripts.map(({ scenario }) => scenario).sort()).toEqual([
    ...['activity', 'handshake', 'linked-accounts', 'linked-and-mapped', 'oauth-session'],
    ...[
      'revoke-many',
      'revoke-user',
      'session-life',
      'tenants',
      'two-ids',
      'user-context',
      'users',
      'users-paging',
    ],
  ]);
  expect(transcripts.every(({ steps }) => steps.length > 0)).toBe(true);
});
