import { expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { openRevocations } from '../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';

const shared = sharedStore();

it('the report of a removed connection is listed apart, and can be read with its sessions', async () => {
  const core = new FakeCore();
  const connectionId = 'to-be-removed';
  let ids = [connectionId, 'sandbox'];
  const driver = await openRevocations({
    ...{ core: () => core.port, connectionId, connectionIds: () => ids },
    ...shared.forDriver(),
  });
  const handle = core.addSession('ada');
  const { id } = await driver.end({ type: 'handles', handles: [handle] });
  const listed = async () => (await driver.history({ connectionId: null })).entries.map((entry) => entry.id);
  expect(await listed()).not.toContain(id);
  ids = ['sandbox'];
  expect(await listed()).toContain(id);
  expect(await driver.report(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
  expect((await driver.targets(id)).map((target) => target.handle)).toEqual([handle]);
});
