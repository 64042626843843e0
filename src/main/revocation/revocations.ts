import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type { RunItem } from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';
import type { HandlersOf, StreamContext } from '../../contract/handlers.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import { createArchive } from './archive.ts';
import { largestCall } from './ending/send-calls.ts';
import { type FrozenPlan, freezePlan } from './plan.ts';
import { recheck } from './recheck.ts';
import { beginRecord, type RevocationRecord, type RunTools } from './record.ts';
import { toReport } from './report.ts';
import { runRevocation } from './run.ts';
import { toTargetRow } from './targets/ledger.ts';
import { createTeller } from './teller.ts';

interface RevocationPorts {
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Revocations {
  readonly handlers: HandlersOf<'revocation'>;
  /** For the access check of calls that name a plan alone. */
  readonly connectionOfPlan: (planId: string) => string | undefined;
}

const rowsAtOnce = 500;

/** Ending sessions: plan, run, verification, report. All in memory. A report has the id of its plan. */
export function createRevocations(ports: RevocationPorts): Revocations {
  const { core, settings, recordedKeys, now = Date.now } = ports;
  const archive = createArchive();

  /** Holds the record while `work` changes it, and tells its report at the end, whether or not someone listens. */
  async function workOn(
    record: RevocationRecord,
    context: StreamContext<RunItem>,
    work: (tools: RunTools) => Promise<void>,
  ): Promise<void> {
    const { connectionId } = record.plan.plan;
    checkSameCore(record.plan, settings(connectionId));
    const port = core(connectionId);
    const teller = createTeller(context.emit);
    archive.hold(record);
    try {
      await work({
        core: port,
        keys: recordedKeys(),
        now,
        signal: context.signal,
        tell: (phase) => teller.tell({ type: 'progress', phase, counts: record.ledger.counts() }),
      });
    } finally {
      archive.release(record);
    }
    await teller.finish({ type: 'report', report: toReport(record) });
  }

  return {
    connectionOfPlan: archive.connectionOf,
    handlers: {
      'revocation.plan': async ({ connectionId, scope }, { signal }) => {
        const { accessTokenLifetimeS, address } = settings(connectionId);
        const request = { connectionId, address, scope, accessTokenLifetimeS, createdAt: now() };
        const frozen = await freezePlan(core(connectionId), request, signal);
        archive.addPlan(frozen);
        return frozen.plan;
      },
      'revocation.run': async ({ planId, reason, typedCount }, context) => {
        const frozen = archive.planned(planId);
        checkTypedCount(frozen, settings(frozen.plan.connectionId), typedCount);
        const record = beginRecord(frozen, reason, now(), largestCall);
        await workOn(record, context, (tools) => runRevocation(record, tools));
      },
      'revocation.recheck': async ({ id }, context) => {
        const record = archive.ended(id);
        await workOn(record, context, (tools) => recheck(record, tools));
      },
      'revocation.reports': async ({ connectionId }) => archive.reports(connectionId),
      'revocation.report': async ({ id }) => archive.report(id),
      'revocation.targets': async ({ id }, { emit }) => {
        const rows = [...archive.ended(id).ledger.all()].map(toTargetRow);
        for (let at = 0; at < rows.length; at += rowsAtOnce) await emit([rows.slice(at, at + rowsAtOnce)]);
      },
    },
  };
}

/** On another core the handles would not be there, and look as if they had ended. */
function checkSameCore({ address }: FrozenPlan, settings: ConnectionSettings): void {
  if (settings.address === address) return;
  throw failure('bad-input', `${settings.name} leads to another core than when these sessions were listed.`, {
    hint: 'Nothing was ended. Choose the sessions again.',
  });
}

/** The number that the operator typed has to be the plan's; on production it may not be left out. */
function checkTypedCount({ plan }: FrozenPlan, settings: ConnectionSettings, typed: number | null): void {
  if (typed === plan.targets || (typed === null && settings.environment !== 'production')) return;
  const targets = plan.targets.toLocaleString('en-US');
  throw failure(
    'bad-input',
    typed === null
      ? `On production the number of sessions has to be typed: ${targets}.`
      : `${typed.toLocaleString('en-US')} was typed, but the plan holds ${targets} sessions.`,
    { hint: 'Nothing was ended. Check the number, and type it again.' },
  );
}
