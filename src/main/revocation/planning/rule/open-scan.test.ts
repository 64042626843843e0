import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeCore } from '../../../../../test/unit/support/fake-core.ts';
import {
  createRuleDesk,
  cutFile,
  handlesOf,
  isLog,
  type RuleDesk,
  settled,
} from '../../../../../test/unit/support/rule-desk.ts';
import type { DraftWork } from '../draft-work.ts';

let core: FakeCore;
let desk: RuleDesk;

beforeEach(async () => {
  core = new FakeCore();
  desk = await createRuleDesk(
    () => core.port,
    async () => undefined,
  );
  onTestFinished(desk.remove);
});

function person(name: string, tenantIds: readonly string[] = ['public']): string {
  const [id] = core.addPerson({ email: `${name}@alpha.example`, tenantIds });
  return id as string;
}

describe('after a restart', () => {
  test('at any moment, the same matches are found: files cut at every byte', async () => {
    const ada = person('ada', ['public', 'acme']);
    const handles = [core.addSession(ada), core.addSession(ada, 'acme'), core.addSession(person('bob'))];
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    const wanted = [...handles].sort();
    const ends = draft.draft();
    await draft.close();
    const files = await desk.copyFiles();
    const cuts = files.flatMap((file) =>
      Array.from({ length: file.bytes.length }, (_, bytes) => ({ file, bytes })),
    );

    async function tryCut(at: RuleDesk, { file, bytes }: (typeof cuts)[number]): Promise<void> {
      await at.putFiles(cutFile(files, file, bytes));
      const { drafts, damaged } = await at.restore();
      expect(damaged).toEqual([]);
      if (isLog(file) && bytes <= file.bytes.indexOf('\n')) return expect(drafts).toEqual([]);
      const [again] = drafts as [DraftWork];
      if (again.draft().state.state === 'paused') {
        expect(again.draft().state).toMatchObject({ by: 'restart' });
        await again.control('resume');
      }
      const end = await settled(again);
      const found = await handlesOf(again);
      await again.close();
      expect(found, `${file.name} cut at ${bytes}`).toEqual(wanted);
      expect(end.progress).toEqual({ ...ends.progress, usersInAll: expect.anything() });
    }

    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      const at = await createRuleDesk(() => core.port);
      onTestFinished(at.remove);
      for (const cut of cuts.filter((_, index) => index % 8 === lane)) await tryCut(at, cut);
    });
    await Promise.all(lanes);
  }, 120_000);

  test('a damaged file is set aside and named', async () => {
    core.addSession(person('ada'));
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    await draft.close();
    const files = await desk.copyFiles();
    await desk.putFiles(
      files.filter(isLog).map(({ name, bytes }) => ({
        name,
        bytes: Buffer.from(bytes.toString().replace('"begin"', '"bogus"')),
      })),
    );
    const { drafts, damaged } = await desk.restore();
    expect(drafts).toEqual([]);
    expect(damaged).toHaveLength(1);
    expect(await readFile(damaged[0] ?? '', 'utf8')).toContain('bogus');
  });

  test('a draft that was discarded is gone, with its files', async () => {
    core.addSession(person('ada'));
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    await draft.discard();
    expect(await desk.files()).toEqual([]);
    expect(await desk.restore()).toEqual({ drafts: [], damaged: [] });
  });
});
