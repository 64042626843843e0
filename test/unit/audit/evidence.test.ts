import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyFile } from '../../../scripts/curfew-verify.mjs';
import { defaultSettings } from '../../../src/contract/domain/app.ts';
import type { EvidenceFile, EvidenceItem } from '../../../src/contract/domain/audit/evidence.ts';
import { defaultConnectionSettings } from '../../../src/contract/domain/connection.ts';
import { visibleText } from '../../../src/contract/domain/text/visible-text.ts';
import { type Failure, failure } from '../../../src/contract/failure.ts';
import type { AuditLog } from '../../../src/main/audit/audit-log.ts';
import { createEvidence } from '../../../src/main/audit/evidence/evidence.ts';
import { FakeCore } from '../support/cores/fake-core.ts';
import { eventually } from '../support/eventually.ts';
import { createMemorySignals, receiver } from '../support/ports/memory-signals.ts';
import { watchFor } from '../support/revocations/followed-watch.ts';
import { openRevocations, temporaryFolder } from '../support/revocations/revocation-driver.ts';
import { sharedStore } from '../support/store/shared-store.ts';
import { exportedBy, lastOf, type Recorded, recordStream } from '../support/stream.ts';
import { createTestChain, testKey } from './support/audit-records.ts';
import { readZip } from './support/evidence-bundle.ts';
import { logOf } from './support/log-of-chain.ts';

const shared = sharedStore();

/** What a bundle uses of a log, over a chain that is signed. */
function createLog() {
  const chain = createTestChain();
  const key = testKey(1);
  chain.makeKey(key);
  const ofChain = logOf(chain);
  let refusal: Failure | null = null;
  const port: AuditLog = {
    ...ofChain,
    record: async (entry) => {
      if (refusal) throw refusal;
      return ofChain.record(entry);
    },
    records: async function* (filter) {
      await log.whenRead();
      yield* ofChain.records(filter);
    },
  };
  const log = {
    chain,
    key,
    port,
    whenRead: async (): Promise<void> => undefined,
    /** Nothing can be written to the log. */
    refuse: (failed: Failure | null) => {
      refusal = failed;
    },
  };
  return log;
}

async function openWorld() {
  const core = new FakeCore();
  const folder = temporaryFolder();
  const log = createLog();
  const world = { isConnectionThere: true, saveAs: join(folder, 'rows.csv') };
  const signals = createMemorySignals();
  const driver = await openRevocations({
    ...{ core: () => core.port, signals },
    ...shared.forDriver(),
    operator: () => ({ ...defaultSettings, operatorName: 'Ada Op' }),
    evidence: () => defaultSettings.evidence,
    settings: () => {
      if (!world.isConnectionThere) throw failure('not-found', { reason: 'connection-unknown' });
      return { ...defaultConnectionSettings, name: 'Acme', address: 'http://core.example' };
    },
    saveFile: async () => world.saveAs,
  });
  const path = join(folder, 'evidence.zip');
  const handlers = createEvidence({
    log: log.port,
    readEvidence: driver.revocations.evidence,
    saveFile: async () => path,
    version: '0.1.0',
  });
  const write = async (revocation: string, signal?: AbortSignal): Promise<EvidenceFile | null> => {
    const last = await lastOf<EvidenceItem>(
      (context) => handlers['evidence.write']({ revocation }, context),
      signal,
    );
    return last.type === 'done' ? last.file : null;
  };
  const bundle = async (revocation: string) => {
    await write(revocation);
    return readZip(path);
  };
  const run = async (planId: string) => {
    log.chain.add({ action: 'run.started', revocation: planId, reason: 'stolen laptop' });
    await driver.start(planId);
    const report = await driver.finished(planId);
    log.chain.add({ action: 'run.finished', revocation: planId, details: { ended: report.counts.revoked } });
    log.chain.add({ action: 'user.viewed' });
    return report;
  };
  return { bundle, core, driver, folder, handlers, log, path, run, signals, world, write };
}

function part(files: ReadonlyMap<string, string>, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new Error(`${path} is not in the bundle.`);
  return text;
}

function linesOf(text: string): unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const paths = [
  ...['README.txt', 'report.json', 'targets.csv', 'targets.jsonl', 'plan-lines.csv', 'sessions-before.jsonl'],
  ...['coverage.json', 'audit.jsonl', 'index.html', 'manifest.json'],
];

describe('an evidence bundle', () => {
  it('has the rows of the report, as an export has them, and says the same of the revocation', async () => {
    const { bundle, core, driver, run, world } = await openWorld();
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const plan = await driver.planList(['ada@alpha.example', core.addSession('bob'), 'nobody']);
    const report = await run(plan.id);
    const files = await bundle(plan.id);
    expect([...files.keys()]).toEqual(paths);
    for (const [format, path] of [
      ['csv', 'targets.csv'],
      ['json-lines', 'targets.jsonl'],
    ] as const) {
      const request = { id: plan.id, show: 'all', search: '', sort: null, format } as const;
      await exportedBy(driver.revocations.handlers['revocation.export'], request);
      expect(part(files, path)).toBe(await readFile(world.saveAs, 'utf8'));
    }
    expect(JSON.parse(part(files, 'report.json'))).toMatchObject({
      revocation: plan.id,
      state: 'ended',
      operator: 'Ada Op',
      reason: 'stolen laptop',
      connection: { name: 'Acme' },
      outcome: report.outcome,
      targets: 2,
      by_state: report.counts,
      sessions_before: { type: 'read', read: 2, gone: 0, unread: 0 },
    });
    expect(JSON.parse(part(files, 'coverage.json'))).toMatchObject({
      coverage: report.coverage,
      not_covered: [{ type: 'line', line: 3, text: 'nobody', why: { type: 'unknown-lines' } }],
    });
    const lines = part(files, 'plan-lines.csv').trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^1,ada@alpha\.example,no,email,user,/);
    expect(lines[3]).toMatch(/^3,nobody,no,.*,unknown,/);
  });

  // control: redacted-payloads, planted-secrets
  it('has each session as it was before it was ended, without secrets', async () => {
    const { bundle, core, driver, run } = await openWorld();
    const id = core.addSession('ada', 'public', {
      userDataInJWT: { role: 'admin', large: 1, token: 'planted-1', mail: 'planted-2@alpha.example' },
      userDataInDatabase: { note: 'Bearer planted-3', device: 'laptop', 'x-api-key': { a: ['planted-4'] } },
    });
    const plan = await driver.plan({ type: 'handles', handles: [id] });
    await run(plan.id);
    const files = await bundle(plan.id);
    expect(linesOf(part(files, 'sessions-before.jsonl'))).toMatchObject([
      {
        handle: id,
        read: 'yes',
        user: 'ada',
        in_plan: true,
        token_payload: { role: 'admin', large: 1, token: '[redacted]', mail: '[redacted]' },
        session_data: { note: '[redacted]', device: 'laptop', 'x-api-key': '[redacted]' },
      },
    ]);
    for (const text of files.values()) expect(text).not.toContain('planted');
  });

  it('has the part of the log that belongs to it, and curfew-verify finds everything valid', async () => {
    const { core, driver, log, path, run, write } = await openWorld();
    const plan = await driver.plan({ type: 'handles', handles: [core.addSession('ada')] });
    await run(plan.id);
    const file = await write(plan.id);
    expect(file).toMatchObject({ path, isSigned: true, bytes: (await stat(path)).size });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const actions = linesOf(part(await readZip(path), 'audit.jsonl')).map((line) =>
      Reflect.get(line as object, 'action'),
    );
    expect(actions).toEqual([undefined, 'run.started', 'run.finished', undefined]);
    const result = await verifyFile(path, { keys: [log.key.publicKey] });
    expect(result).toMatchObject({ valid: true, bundle: { revocation: plan.id, files: 9 } });
    const written = log.chain.records.at(-1);
    expect(written).toMatchObject({
      action: 'export.written',
      revocation: plan.id,
      connection: { name: 'Acme', address: 'http://core.example' },
      details: { of: 'evidence', sha256: file?.sha256 },
    });
  });

  it('with one byte changed is not valid, and curfew-verify names the file', async () => {
    const { core, driver, path, run, write } = await openWorld();
    const plan = await driver.plan({ type: 'handles', handles: [core.addSession('ada')] });
    await run(plan.id);
    await write(plan.id);
    const bytes = await readFile(path);
    for (const name of ['targets.csv', 'index.html', 'sessions-before.jsonl']) {
      const at = bytes.indexOf(name) + name.length + 40;
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(path, changed);
      expect(await verifyFile(path)).toMatchObject({ valid: false, problem: { path: name } });
    }
  });

  it('is refused while the revocation is at work, and of an interrupted one it says that it has not ended', async () => {
    const { bundle, core, driver, folder, log, world, write } = await openWorld();
    const handles = [core.addSession('ada'), core.addSession('ada')];
    const plan = await driver.plan({ type: 'handles', handles });
    log.chain.add({ action: 'run.started', revocation: plan.id });
    let isAway = false;
    core.fault = ({ name }, perform) => {
      isAway ||= name === 'revokeHandles';
      if (isAway) throw failure('unreachable');
      return perform();
    };
    await driver.start(plan.id);
    await driver.settled(plan.id);
    await expect(write(plan.id)).rejects.toMatchObject({ error: { reason: 'revocation-running' } });
    expect(await readdir(folder)).toEqual([]);
    await driver.close();
    world.isConnectionThere = false;
    const files = await eventually(() => bundle(plan.id));
    expect(JSON.parse(part(files, 'report.json'))).toMatchObject({
      state: 'interrupted',
      outcome: null,
      ended_at: null,
      connection: { name: null },
    });
    expect(part(files, 'README.txt')).toContain('The revocation has not ended');
    expect(part(files, 'index.html')).toContain('The revocation has not ended');
  });

  it('says what signal receivers got, and that the exposure is closed, on its page too', async () => {
    const { bundle, core, driver, run, signals } = await openWorld();
    const gateway = receiver('a0000000-0000-4000-8000-00000000000a');
    signals.receivers = [gateway];
    const plan = await driver.plan({ type: 'handles', handles: [core.addSession('ada')] });
    await run(plan.id);
    signals.settle(gateway.id, 'delivered');
    const files = await bundle(plan.id);
    expect(JSON.parse(part(files, 'report.json'))).toMatchObject({
      signals: { exposure: { state: 'closed', of: 1 }, receivers: [{ name: gateway.name, delivered: 1 }] },
    });
    const page = part(files, 'index.html');
    expect(page).toMatch(/<dt>Exposure<\/dt><dd>as of: .*, state: closed, .*confirmed: 1, of: 1<\/dd>/);
    expect(page).toMatch(/<dt>Signal receivers<\/dt><dd>name: Receiver a, .*delivered: 1, /);
  });

  it('does not call a gap of the plan whom a watch did not see', async () => {
    const { bundle, core, driver } = await openWorld();
    core.addSession('ada');
    const { id } = await driver.end({ type: 'user', userId: 'ada', tenantId: null });
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles') throw failure('core-error', { retryable: false });
      return perform();
    };
    await watchFor(driver, id, 'report');
    expect(await driver.stopped(id)).toMatchObject({ outcome: 'complete-with-gaps' });
    const page = part(await bundle(id), 'index.html');
    const section = page.slice(page.indexOf('Not covered'));
    expect(section).toContain('users not watched');
    expect(section.slice(0, section.indexOf('<dl>'))).not.toMatch(/plan/i);
  });

  it('leaves no file when its record cannot be written, and when the operator stops it', async () => {
    const { core, driver, folder, handlers, log, run, write } = await openWorld();
    const plan = await driver.plan({ type: 'handles', handles: [core.addSession('ada')] });
    await run(plan.id);
    log.refuse(failure('disk-full'));
    await expect(write(plan.id)).rejects.toMatchObject({ error: { code: 'disk-full' } });
    expect(await readdir(folder)).toEqual([]);
    log.refuse(null);
    const stopping: Recorded<EvidenceItem> = recordStream(() => stopping.abort());
    const written = handlers['evidence.write']({ revocation: plan.id }, stopping.context);
    await expect(written).rejects.toMatchObject({ error: { code: 'aborted' } });
    expect(await readdir(folder)).toEqual([]);
    expect(log.chain.records.filter(({ action }) => action === 'export.written')).toEqual([]);
  });

  it('leaves no file when the revocation changed while it was written', async () => {
    const { core, driver, folder, log, run, write } = await openWorld();
    const handle = core.addSession('ada');
    const plan = await driver.plan({ type: 'handles', handles: [handle] });
    await run(plan.id);
    log.whenRead = async () => {
      const { store } = driver;
      const change = store.openLog(plan.id);
      change.append({
        type: 'event',
        at: 1,
        event: { type: 'doubted', error: failure('timeout').error },
        on: [1],
      });
      await change.settle();
    };
    await expect(write(plan.id)).rejects.toMatchObject({ error: { reason: 'revocation-changed' } });
    expect(await readdir(folder)).toEqual([]);
  });

  it('shows 1,000 rows on its page and says where all of them are; no session of a large revocation was read before', async () => {
    const { bundle, core, driver, run } = await openWorld();
    const handles = Array.from({ length: 1_200 }, () => core.addSession('ada'));
    const plan = await driver.plan({ type: 'handles', handles });
    await run(plan.id);
    const files = await bundle(plan.id);
    expect(part(files, 'index.html')).toContain(
      'The first 1,000 of 1,200 rows are shown. All of them are in targets.csv.',
    );
    expect(part(files, 'index.html').match(/<td>revoked<\/td>/g)).toHaveLength(1_000);
    expect(part(files, 'targets.csv').trimEnd().split('\r\n')).toHaveLength(1_201);
    const before = linesOf(part(files, 'sessions-before.jsonl'));
    expect(before).toHaveLength(1_200);
    expect(before[1_199]).toMatchObject({ handle: handles[1_199], read: 'no', in_plan: true });
    expect(JSON.parse(part(files, 'report.json'))).toMatchObject({
      sessions_before: { type: 'skipped', limit: 1_000 },
    });
  });

  it('shows nothing that others wrote as HTML, and what does not show as escapes', async () => {
    const { bundle, core, driver, run } = await openWorld();
    const hostile = '<img src=x onerror=alert(1)>\u202e"\'&';
    const handle = core.addSession(`user-${hostile}`, 'public', {
      userAgent: hostile,
      ip: '</style><script>',
    });
    const plan = await driver.planList([handle, hostile]);
    await run(plan.id);
    const page = part(await bundle(plan.id), 'index.html');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;\\u{202e}&quot;&#39;&amp;');
    expect(page).not.toMatch(
      /<(?!\/?(?:html|head|meta|title|style|body|main|h1|h2|p|dl|dt|dd|div|table|thead|tbody|tr|th|td|ol|ul|li|time|small|b|span|!doctype)\b)/,
    );
    expect(visibleText(page.replaceAll('\n', ''))).toBe(page.replaceAll('\n', ''));
    expect(page.match(/<style>/g)).toHaveLength(1);
    expect(page).toContain("default-src 'none'; style-src 'sha256-");
  });
});
