import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { callContext, recordStream } from '../../../../test/unit/support/stream.ts';
import { type ConnectionSettings, defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import type { Draft } from '../../../contract/domain/planning.ts';
import { revocationPlan } from '../../../contract/domain/revocation.ts';
import type { FrozenPlan } from '../frozen-plan.ts';
import { createPlanning, type Planning } from './planning.ts';

const connectionId = 'test';
let dataDirectory: string;
let core: FakeCore;
let settings: ConnectionSettings;
let plans: FrozenPlan[];
let savedAs: string | null;
let planning: Planning;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-planning-'));
  core = new FakeCore();
  settings = { ...defaultConnectionSettings, name: 'Test', address: 'http://core.example' };
  plans = [];
  savedAs = null;
  planning = await begin();
});
afterEach(async () => {
  await planning.close();
  await rm(dataDirectory, { recursive: true });
});

function begin(): Promise<Planning> {
  return createPlanning({
    core: () => core.port,
    settings: () => settings,
    recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['ua'] }),
    ownUserIds: () => [],
    dataDirectory,
    addPlan: (plan) => void plans.push(plan),
    saveFile: async () => savedAs,
    wait: async () => undefined,
  });
}

/** Follows a draft until it is read. */
async function untilRead(draftId: string): Promise<Draft> {
  const recorded = recordStream<Draft>(([draft]) => {
    if (draft && draft.state.state !== 'reading') recorded.abort();
  });
  await planning.handlers['planning.watch']({ draftId }, recorded.context).catch(() => undefined);
  return recorded.items.at(-1) as Draft;
}

async function readList(lines: readonly string[]): Promise<Draft> {
  const { handlers } = planning;
  const request = { connectionId, name: 'leaked.txt', format: { type: 'text' } as const, size: 10 };
  const { id: draftId } = await handlers['planning.startList'](request, callContext());
  await handlers['planning.uploadChunk']({ draftId, bytes: Buffer.from(lines.join('\n')) }, callContext());
  await handlers['planning.finishUpload']({ draftId, failed: null }, callContext());
  return untilRead(draftId);
}

function freeze(draftId: string) {
  return planning.handlers['planning.freeze']({ draftId }, callContext());
}

describe('from a list to a plan', () => {
  it('freezes what the list hits, and hands it on', async () => {
    core.keys.push({ kid: 's-2' }, { kid: 'd-1' }, { kid: 's-1' });
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const single = core.addSession('bob', 'acme');
    const { id } = await readList(['ada@alpha.example', single, single]);
    const plan = revocationPlan.parse(await freeze(id));
    expect(plan).toMatchObject({
      connectionId,
      scope: { type: 'list', name: 'leaked.txt' },
      targets: 2,
      duplicates: 1,
      excluded: 0,
      own: 0,
      users: 2,
      wholeUsers: 1,
      byIdentity: [],
    });
    expect(plan.byTenant.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'acme', sessions: 1 },
      { name: 'public', sessions: 1 },
    ]);
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatchObject({
      plan,
      address: settings.address,
      coreKeys: ['s-1', 's-2'],
      tenantId: null,
    });
    expect(plans[0]?.targets.find(single)).toBeGreaterThanOrEqual(0);
  });

  it('freezes nothing once the connection leads to another core', async () => {
    const { id } = await readList([core.addSession('ada')]);
    settings = { ...settings, address: 'http://other.example' };
    expect(await errorOf(freeze(id))).toMatchObject({ code: 'bad-input' });
    expect(plans).toEqual([]);
  });

  it('works the same for a rule', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const request = {
      connectionId,
      tenants: null,
      rule: { field: 'email-domain', domain: 'alpha.example' } as const,
    };
    const { id } = await planning.handlers['planning.startRule'](request, callContext());
    expect((await untilRead(id)).state).toEqual({ state: 'ready' });
    expect(await freeze(id)).toMatchObject({ scope: { type: 'rule' }, targets: 1 });
  });
});

describe('drafts', () => {
  it('are listed by connection, and are not found once they are discarded', async () => {
    const { id } = await readList([core.addSession('ada')]);
    const list = () => planning.handlers['planning.drafts']({ connectionId }, callContext());
    expect((await list()).map((draft) => draft.id)).toEqual([id]);
    const watching = planning.handlers['planning.watch']({ draftId: id }, recordStream<Draft>().context);
    await planning.handlers['planning.discard']({ draftId: id }, callContext());
    // Whoever watches it is told that it is over.
    await watching;
    expect(await list()).toEqual([]);
    expect(await errorOf(freeze(id))).toMatchObject({ code: 'not-found' });
    expect(await readdir(join(dataDirectory, 'drafts'))).toEqual([]);
  });

  it('are not more than twenty a connection', async () => {
    const request = { connectionId, name: 'x', format: { type: 'text' } as const, size: 10 };
    const start = () => planning.handlers['planning.startList'](request, callContext());
    for (let n = 0; n < 20; n++) await start();
    expect(await errorOf(start())).toMatchObject({ code: 'bad-input' });
  });

  it('of rules take no list', async () => {
    const request = { connectionId, tenants: null, rule: { all: [] } };
    const { id: draftId } = await planning.handlers['planning.startRule'](request, callContext());
    const feeding = planning.handlers['planning.uploadChunk'](
      { draftId, bytes: Buffer.from('a') },
      callContext(),
    );
    expect(await errorOf(feeding)).toMatchObject({ code: 'bad-input' });
  });

  it('of lists do not outlive the console, also when it was killed; other files are left alone', async () => {
    const folder = join(dataDirectory, 'drafts');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '1b7f3a52-2f25-4d2b-b6e7-4f6a7c9a1d11.list-rows.jsonl'), '{}\n');
    await writeFile(join(folder, 'notes.txt'), '');
    await (await begin()).close();
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });
});

describe('an export of a preview', () => {
  it('goes where the operator says, or nowhere', async () => {
    const handle = core.addSession('ada');
    const { id: draftId } = await readList([handle]);
    const exportAs = (format: 'csv' | 'json-lines') =>
      planning.handlers['planning.export']({ draftId, format }, callContext());
    expect(await exportAs('csv')).toBeNull();
    savedAs = join(dataDirectory, 'preview.csv');
    expect(await exportAs('csv')).toMatchObject({ path: savedAs, rows: 1 });
    expect(await readFile(savedAs, 'utf8')).toContain(
      `\r\n1,${handle},session-handle,session,${handle},public,ada,`,
    );
  });
});
