import { afterAll, expect, test } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  createRuleDesk,
  freeze,
  handlesOf,
  settled,
} from '../../../../test/unit/support/planning/rule-desk.ts';
import { changeFile } from '../../../../test/unit/support/store/faults/damage-file.ts';
import type { Store } from '../../store/interface.ts';

const core = new FakeCore();
/** A page for each user. */
const desk = await createRuleDesk(() => ({
  ...core.port,
  users: (input, signal) => core.port.users({ ...input, limit: 1 }, signal),
}));
afterAll(() => desk.remove());

/** The file is damaged before the marks of this user are read, when those of the page before are on disk. */
function damagedBefore(userId: string, sql: string): Store {
  let isDamaged = false;
  return {
    ...desk.store,
    read: {
      ...desk.store.read,
      scanned: async (input) => {
        if (!isDamaged && input.userIds.includes(userId)) {
          isDamaged = true;
          const file = (await desk.files()).find(({ name }) => name.endsWith(`${input.id}.db`));
          changeFile(file?.name ?? '', sql);
        }
        return desk.store.read.scanned(input);
      },
    },
  };
}

test('a mark of a scanned user that a fault of the disk makes one of the next user leaves that user to be scanned', async () => {
  // The core lists the newest first.
  const handles = ['emp-1001', 'emp-1000'].map((external) => {
    core.addUser({ email: `${external}@alpha.example`, external });
    return core.addSession(external);
  });
  const flip = `UPDATE scanned SET user_id = 'emp-1001' WHERE user_id = 'emp-1000'`;

  const draft = await desk.start(
    { rule: { field: 'created', when: 'after', at: 0 } },
    damagedBefore('emp-1001', flip),
  );

  expect((await settled(draft)).progress).toMatchObject({ users: 2, usersInAll: 2, sessions: 2, matches: 2 });
  expect(await handlesOf(draft)).toEqual(handles.sort());
  expect(await freeze(draft)).toMatchObject({ targets: 2, users: 2 });
  const marks = { id: draft.id, scan: 'first', userIds: ['emp-1000', 'emp-1001'] } as const;
  expect(await desk.store.read.scanned(marks)).toEqual(['emp-1001']);
});
