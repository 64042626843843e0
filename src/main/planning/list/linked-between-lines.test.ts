import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import {
  type ListDesk,
  openListDesk,
  type TestList,
} from '../../../../test/unit/support/planning/list-desk.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';

const shared = sharedStore();
let core: FakeCore;
let desk: ListDesk;
let ada: string;
let bob: string;

beforeEach(async () => {
  core = new FakeCore();
  desk = await openListDesk({ core: () => core.port, ...shared.forDriver() });
  ada = core.addUser({ email: 'ada@alpha.example' })[0] as string;
  bob = core.addUser({ email: 'bob@alpha.example' })[0] as string;
});

/** Bob is the user Ada from now on. Gives a session that begins under the id of Bob. */
function link(): string {
  core.link(ada, bob);
  return core.addSession(bob);
}

/** The first characters of a list are kept back until they show how it is encoded. */
const longBlank = '\n'.repeat(70_000);

/** Looks up the lines before the last one; then something happens, and the last one is looked up. */
async function readAfter(happens: () => void, last: string, ...before: readonly string[]): Promise<TestList> {
  const list = await desk.start();
  await list.uploadLines([...before, longBlank]);
  await lookedUp(list, before.length);
  happens();
  await list.uploadLines([last]);
  await list.finish();
  await list.until('ready', 'failed');
  return list;
}

function lookedUp({ draft, snapshot }: TestList, lines: number): Promise<void> {
  return new Promise((resolve) => {
    const leave = draft.onChange(look);
    function look(): void {
      const { progress } = snapshot();
      if (progress.type !== 'list' || progress.resolved < lines) return;
      leave();
      resolve();
    }
    look();
  });
}

async function ownersOf(list: TestList): Promise<[string, string | null][]> {
  return (await list.targets()).map(({ handle, userId }) => [handle, userId]);
}

describe('an account that is linked with the user of an earlier line while a list is looked up', () => {
  it.each([
    ['its e-mail address', () => 'bob@alpha.example'],
    ['its id', () => bob],
    ['the e-mail address of that user, which was not looked up before', () => 'ada@alpha.example'],
  ])('has its sessions ordered by a later line with %s', async (_, line) => {
    const ofAda = core.addSession(ada);
    let ofBob = '';
    const list = await readAfter(
      () => {
        ofBob = link();
      },
      line(),
      ada,
    );
    expect(await list.results()).toEqual(['user', 'duplicate']);
    expect(await ownersOf(list)).toEqual([
      [ofAda, ada],
      [ofBob, ada],
    ]);
  });

  it('has its sessions ordered by a later line that was asked about while the user was being read', async () => {
    const ofAda = core.addSession(ada);
    const [isLinked, isAsked] = [createGate(), createGate()];
    let ofBob = '';
    core.fault = async ({ input, name }, perform) => {
      const isOfBob = JSON.stringify(input).includes('bob@alpha.example');
      if (isOfBob) await isLinked.pass();
      const answer = perform();
      if (isOfBob) isAsked.open();
      if (name === 'sessionHandles' && ofBob === '') {
        ofBob = link();
        isLinked.open();
        await isAsked.pass();
      }
      return answer;
    };
    const list = await desk.read([ada, 'bob@alpha.example']);
    expect(await ownersOf(list)).toEqual([
      [ofAda, ada],
      [ofBob, ada],
    ]);
  });

  it('has its sessions not listed again when lines before named both accounts', async () => {
    core.addSession(ada);
    const list = await readAfter(
      () => {
        link();
        core.calls.length = 0;
      },
      'bob@alpha.example',
      ...[ada, bob],
    );
    expect(await list.results()).toEqual(['user', 'user', 'duplicate']);
    const listed = core.callsOf('sessionHandles').map(({ input }) => input);
    expect(listed).toEqual([{ userId: 'bob@alpha.example', tenantId: null }]);
  });
});

describe('an external id that nobody had when a line named it', () => {
  it('does not hide the user who got it since from a later line with the e-mail address', async () => {
    const handle = core.addSession(ada);
    const list = await readAfter(() => core.map(ada, 'emp-1'), 'ada@alpha.example', 'emp-1');
    expect(await list.results()).toEqual(['unknown', 'user']);
    expect(await ownersOf(list)).toEqual([[handle, 'emp-1']]);
  });
});
