import { describe, expect, it } from 'vitest';
import { countsAtStart } from '../../../../test/unit/support/revocations/revocation-examples.ts';
import { createSentBatches } from './sent-batches.ts';

describe.each([
  ['of the plan', 'targets', false],
  ['that is new', 'newSessions', true],
  ['of a linked account', 'linkedSessions', true],
] as const)('a session %s in a batch that is on disk', (_, group, newSession) => {
  it('is shown as sent, of which nobody knows the end, only when the call has left', () => {
    const none = countsAtStart(0);
    const onDisk = { targets: none, newSessions: none, linkedSessions: none, [group]: { ...none, sent: 1 } };
    const batches = createSentBatches(() => undefined);
    const batch = batches.prepare([{ newSession }]);
    expect(batches.shown(onDisk)).toEqual({ ...onDisk, [group]: { ...none, planned: 1 } });
    batch.leave();
    expect(batches.shown(onDisk)).toEqual(onDisk);
  });
});
