import { expect, test } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import { failure } from '../../contract/failure.ts';
import type { SessionRead, SessionReadInFull } from '../core/protocol.ts';
import { createRetryPolicy } from '../shared/retry/retry-policy.ts';
import { createWorkControl } from '../shared/work-control.ts';
import { readAllSessions, readAllSessionsInFull } from './session-handles.ts';

const keys = { ipKeys: [], userAgentKeys: [] };

function setUp() {
  const core = new FakeCore();
  const clock = createTestClock('automatic');
  const control = createWorkControl(() => undefined, clock);
  const caller = createRetryPolicy({
    control,
    clock,
    core: () => core.port,
    probe: (port, signal) => port.tenants(signal),
  });
  return { core, caller };
}

test('sessions are read through an outage, and told with those that ended and those that cannot be read', async () => {
  const { core, caller } = setUp();
  const there = core.addSession('user-1');
  const ended = '5f1c7a52-0000-4000-8000-000000000000';
  const unreadable = 'a\0b';
  let reads = 0;
  core.fault = (call, perform) => {
    if (call.name === 'session' && reads++ === 0) throw failure('unreachable');
    return perform();
  };
  const told: SessionRead[] = [];
  await readAllSessions(caller, {
    handles: [there, ended, unreadable],
    keys,
    onBatch: (batch) => void told.push(...batch),
  });
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'found', row: expect.objectContaining({ handle: there }) }),
      { type: 'absent', handle: ended },
      expect.objectContaining({ type: 'failed', handle: unreadable }),
    ]),
  );
});

test('sessions are read with their payloads', async () => {
  const { core, caller } = setUp();
  const handle = core.addSession('user-1', 'public', { userDataInDatabase: { device: 'phone' } });
  const told: SessionReadInFull[] = [];
  await readAllSessionsInFull(caller, {
    handles: [handle],
    keys,
    onBatch: (batch) => void told.push(...batch),
  });
  expect(told).toMatchObject([
    { type: 'found', session: { userDataInDatabase: { text: '{"device":"phone"}' } } },
  ]);
});
