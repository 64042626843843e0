import { randomUUID } from 'node:crypto';
import type { ControlAction, DraftState } from '../../../../contract/domain/planning.ts';
import type { Rule } from '../../../../contract/domain/rule.ts';
import { failure } from '../../../../contract/failure.ts';
import type { DraftWork } from '../draft-work.ts';
import { createListeners } from '../listeners.ts';
import { createMeter } from '../meter.ts';
import { countUsers } from './count-users.ts';
import type { RulePorts } from './draft-ports.ts';
import { compileRule } from './evaluate.ts';
import { freezeScan } from './freeze-scan.ts';
import { needsOf } from './needs.ts';
import { newScan } from './open-scan.ts';
import { createPatience } from './patience.ts';
import type { RuleTools } from './read-user.ts';
import { exportColumns, exportMatches, matchesPage } from './rule-rows.ts';
import type { Scan } from './scan.ts';
import { toDraft } from './scan-draft.ts';
import { draftsFolder } from './scan-files.ts';
import { createScanRun, otherCore } from './scan-run.ts';

interface StartRule {
  readonly connectionId: string;
  readonly tenants: readonly string[] | null;
  readonly rule: Rule;
}

/** Begins to walk. Throws `bad-input` that names what cannot be asked, before anything is read. */
export async function startRuleDraft(ports: RulePorts, request: StartRule): Promise<DraftWork> {
  const { connectionId, tenants, rule } = request;
  compileRule(rule);
  // Throws when it is not open.
  ports.core(connectionId);
  const header = {
    id: randomUUID(),
    connectionId,
    address: ports.settings(connectionId).address,
    createdAt: (ports.now ?? Date.now)(),
    tenants: tenants && [...new Set(tenants)],
    rule,
  };
  const scan = await newScan(draftsFolder(ports.dataDirectory), header, ports.isOwn);
  const draft = createRuleDraft(ports, scan, { state: 'paused', by: 'operator', error: null });
  await draft.control('resume');
  return draft;
}

/** A draft over a scan, as it stands. */
export function createRuleDraft(ports: RulePorts, scan: Scan, first: DraftState): DraftWork {
  const { header, spool } = scan;
  const { connectionId, rule, tenants } = header;
  const meter = createMeter(ports.now ?? Date.now);
  const listeners = createListeners();

  /** The open core, if it still is the one that is walked. */
  function core() {
    const { address, name } = ports.settings(connectionId);
    if (address !== header.address) throw otherCore(name);
    return ports.core(connectionId);
  }

  const tools: RuleTools = {
    core,
    get keys() {
      return ports.recordedKeys();
    },
    ask: compileRule(rule),
    needs: needsOf(rule),
    tenants: tenants && new Set(tenants),
    patience: createPatience({
      probe: (signal) => core().tenants(signal),
      ...(ports.wait ? { wait: ports.wait } : {}),
    }),
    onUser: () => {
      meter.add(1);
      listeners.tellSoon();
    },
    onMatches: async (user, identities, rows) => {
      for (const row of rows) scan.add(user, identities, row);
      listeners.tellSoon();
      if (spool.waiting() > mostWaiting) await spool.drain();
    },
  };

  const run = createScanRun({
    scan,
    tools,
    first,
    onState: () => {
      meter.restart();
      listeners.tellNow();
    },
  });

  const closed = new AbortController();
  async function countOnce(): Promise<void> {
    if (scan.place().usersInAll !== null) return;
    const users = await countUsers(core(), tenants, closed.signal);
    if (users !== null) scan.setUsersInAll(users);
    listeners.tellSoon();
  }

  async function control(action: ControlAction): Promise<void> {
    if (action === 'pause') return run.pause();
    if (action === 'stop') return run.stop();
    if (run.isReading()) {
      if (action === 'resume') return;
      throw failure('bad-input', 'Users are still being read.', { hint: 'Try it when that has ended.' });
    }
    const hasEnded = scan.place().ended !== null;
    // What stands still at its end is reading again, for want of a core.
    if (action === 'resume' && hasEnded && run.state().state !== 'paused')
      throw failure('bad-input', 'This scan has come to its end.', { hint: 'Begin a new one.' });
    core();
    run.start(action === 'retry' || hasEnded ? 'retry' : 'walk');
    void countOnce();
  }

  async function end(): Promise<void> {
    closed.abort();
    await run.pause();
  }

  return {
    address: header.address,
    draft: () => toDraft(scan, run.state(), run.isReading() ? meter.rate() : null),
    onChange: listeners.add,
    control,
    rows: (request) => matchesPage(spool, request),
    keep: async (what, excluded) => {
      await scan.keeping.keep(what, excluded);
      listeners.tellNow();
    },
    choose: async () => {
      throw failure('bad-input', 'In a rule there is nothing to choose.');
    },
    freeze: () => freezeScan(scan, run.state()),
    exportColumns,
    exportRows: () => exportMatches(spool),
    discard: async () => {
      await end();
      await scan.discard();
    },
    close: async () => {
      await end();
      await scan.close();
    },
  };
}

/** Bytes of rows that may wait for the disk. */
const mostWaiting = 1 << 20;
