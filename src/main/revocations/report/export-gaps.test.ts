import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { exportedBy } from '../../../../test/unit/support/stream.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

async function openWorld() {
  const core = new FakeCore();
  const folder = temporaryFolder();
  const asked: string[] = [];
  const driver = await openRevocations({
    core: () => core.port,
    ...shared.forDriver(),
    saveFile: async (name) => {
      asked.push(name);
      return join(folder, name);
    },
  });
  const write = (id: string, format: 'csv' | 'json-lines' = 'csv') =>
    exportedBy(driver.revocations.handlers['revocation.exportGaps'], { id, format });
  const written = (name: string) => readFile(join(folder, name), 'utf8');
  return { asked, core, driver, write, written };
}

describe('a file of what was not covered', () => {
  it('has each line of a list for which nothing was ended, with why, and beside it whose order it was', async () => {
    const { asked, core, driver, write, written } = await openWorld();
    const lost = core.addSession('ada');
    core.fault = (call, perform) =>
      JSON.stringify(call.input ?? {}).includes(lost)
        ? Promise.reject(failure('core-error', { reason: 'core-identity-unread' }))
        : perform();
    for (const tenant of ['public', 'acme'])
      core.addSession(core.addUser({ email: 'twin@alpha.example', tenantIds: [tenant] })[0] as string);
    const plan = await driver.planList([
      core.addSession('ada'),
      'nobody',
      'a\u0007b',
      lost,
      'twin@alpha.example',
    ]);
    core.fault = (_call, perform) => perform();
    await driver.start(plan.id);
    await driver.finished(plan.id);

    const exported = await write(plan.id, 'json-lines');
    const name = `revocation-${plan.id.slice(0, 8)}-not-covered`;
    expect(asked).toEqual([`${name}.jsonl`]);
    expect(exported).toMatchObject({ rows: 4 });
    const rows = (await written(`${name}.jsonl`)).trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row))).toMatchObject([
      { gap: 'unknown-lines', line: 2, line_text: 'nobody', malformed: null, damaged: 'no' },
      { gap: 'malformed-lines', line: 3, malformed: 'control-character' },
      {
        gap: 'unread-lines',
        line: 4,
        line_text: lost,
        error_code: 'core-error',
        error_reason: 'core-identity-unread',
      },
      { gap: 'ambiguous-lines', line: 5, line_text: 'twin@alpha.example', matching_users: 2 },
    ]);
    expect(JSON.parse(await written(`${name}.head.json`))).toMatchObject({
      revocation: plan.id,
      coverage: { 'unknown-lines': 1, 'malformed-lines': 1, 'unread-lines': 1, 'ambiguous-lines': 1 },
      rows: { file: `${name}.jsonl`, show: 'not-covered' },
    });
  });

  it('has each user and each session that a rule could not read, in as many rows as are listed', async () => {
    const { core, driver, write, written } = await openWorld();
    const unread = Array.from({ length: 700 }, (_, at) => {
      const userId = core.addUser({ email: `user-${at}@alpha.example` })[0] as string;
      core.addSession(userId);
      return userId;
    });
    const bob = core.addUser({ email: 'bob@alpha.example' })[0] as string;
    core.addSession(bob);
    const lost = core.addSession(bob);
    core.fault = (call, perform) => {
      const { handle, userId } = (call.input ?? {}) as { readonly handle?: string; readonly userId?: string };
      const fails = (call.name === 'sessionHandles' && unread.includes(userId ?? '')) || handle === lost;
      return fails ? Promise.reject(failure('core-error')) : perform();
    };
    const plan = await driver.planRule({ field: 'created', when: 'after', at: 0 });
    core.fault = (_call, perform) => perform();
    await driver.start(plan.id);
    await driver.finished(plan.id);

    expect(await write(plan.id)).toMatchObject({ rows: 701 });
    const [head, ...rows] = (await written(`revocation-${plan.id.slice(0, 8)}-not-covered.csv`))
      .trimEnd()
      .split('\r\n');
    expect(head).toContain('gap,line,line_text');
    expect(
      new Set(rows.filter((row) => row.startsWith('unread-users')).map((row) => row.split(',')[5])),
    ).toEqual(new Set(unread));
    expect(rows.filter((row) => row.startsWith('unread-sessions'))).toEqual([
      expect.stringContaining(`${bob},,${lost}`),
    ]);
  });
});
