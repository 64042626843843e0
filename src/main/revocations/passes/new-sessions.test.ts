import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

/** Two users of whom everything is ended. */
function twoUsers(core: FakeCore): readonly [ada: string, bob: string] {
  const ids = ['ada', 'bob'].map((name) => core.addUser({ email: `${name}@alpha.example` })[0] as string);
  for (const id of ids) core.addSession(id);
  return ids as unknown as readonly [string, string];
}

function failListsOf(core: FakeCore, user: string): void {
  core.fault = (call, perform) => {
    const { userId } = (call.input ?? {}) as { readonly userId?: string };
    if (call.name === 'sessionHandles' && userId === user) throw failure('core-error');
    return perform();
  };
}

describe('new sessions', () => {
  it('are looked for in users whose lists were read before and after', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    twoUsers(core);
    const { id } = await driver.planRule({ all: [] });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', newSessionsLookedForIn: 2 });
  });

  it('are not said to be looked for in a user whose list could not be read again', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const [, bob] = twoUsers(core);
    const { id } = await driver.planRule({ all: [] });
    failListsOf(core, bob);
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'incomplete', newSessionsLookedForIn: 1 });
    core.fault = (_call, perform) => perform();
    expect(await driver.verifyAgain(id)).toMatchObject({ outcome: 'complete', newSessionsLookedForIn: 2 });
  });

  it('are counted in the same users after the console was ended in the middle', async () => {
    const core = new FakeCore();
    const dataDirectory = temporaryFolder();
    const driver = await openRevocations({ core: () => core.port, dataDirectory });
    twoUsers(core);
    const { id } = await driver.planRule({ all: [] });
    let isEnding = false;
    core.fault = (call, perform) => {
      isEnding ||= call.name === 'revokeHandles';
      if (isEnding && call.name === 'sessionHandles') void driver.close();
      return perform();
    };
    await driver.start(id);
    await driver.settled(id).catch(() => undefined);
    await driver.close();
    core.fault = (_call, perform) => perform();
    const again = await openRevocations({ core: () => core.port, dataDirectory, closesWithTest: true });
    await again.resume(id);
    expect(await again.finished(id)).toMatchObject({ resumed: 1, newSessionsLookedForIn: 2 });
  });
});
