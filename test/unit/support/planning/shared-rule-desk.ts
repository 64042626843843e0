import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { FakeCore } from '../cores/fake-core.ts';
import { createRuleDesk, type RuleDesk } from './rule-desk.ts';

/** One desk for all tests of a file, empty for each of them, over a new core: `take` gets both before each test. */
export function shareRuleDesk(take: (core: FakeCore, desk: RuleDesk) => void): void {
  let core: FakeCore;
  let desk: RuleDesk;

  beforeAll(async () => {
    desk = await createRuleDesk(() => core.port);
  });
  afterAll(() => desk.remove());
  afterEach(() => desk.clear());
  beforeEach(() => {
    core = new FakeCore();
    take(core, desk);
  });
}

/** Gives the id of a user who is known by this name. */
export function addUser(core: FakeCore, name: string, tenantIds: readonly string[] = ['public']): string {
  const [id] = core.addUser({ email: `${name}@alpha.example`, tenantIds });
  return id as string;
}
