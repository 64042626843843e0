import { fullCoverage } from '../../../../src/contract/domain/coverage.ts';
import type { RevocationPlan } from '../../../../src/contract/domain/revocation/plan.ts';
import type { RevocationReport } from '../../../../src/contract/domain/revocation/report.ts';
import {
  defaultRunOptions,
  type RunProgress,
  type TargetCounts,
} from '../../../../src/contract/domain/revocation/run.ts';
import type { ReceiverOfRevocation } from '../../../../src/contract/domain/signals.ts';

const id = '5f5f7c3e-4f0e-4a52-9f0a-0c8f0f0f0f0f';

/** All targets of a plan before anything was sent. */
export function countsAtStart(targets: number): TargetCounts {
  return {
    ...{ planned: targets, sent: 0, revoked: 0, 'already-gone': 0, unknown: 0 },
    ...{ 'revoked-unconfirmed': 0, 'still-active': 0, failed: 0 },
  };
}

/** A plan of 23 selected sessions of unknown users, for tests. */
export function examplePlan(some: Partial<RevocationPlan> = {}): RevocationPlan {
  return {
    ...{ id, connectionId: 'sandbox', source: { type: 'handles' }, createdAt: 1, targets: 23, duplicates: 0 },
    ...{ excluded: 0, own: 0, users: null, wholeUsers: 0, byTenant: [], tenants: 0, byIdentity: [] },
    ...{ accessTokenLifetimeS: 3_600, estimateMs: 300, secondScan: null, coverage: fullCoverage },
    ...some,
  };
}

/** The report of that plan, all ended. */
export function exampleReport(some: Partial<RevocationReport> = {}): RevocationReport {
  return {
    ...{
      id,
      plan: examplePlan(),
      userName: null,
      reason: 'leak',
      ticket: null,
      options: defaultRunOptions,
      startedAt: 1,
    },
    ...{
      verifiedAt: 2,
      endedAt: 3,
      outcome: 'complete',
      counts: { ...countsAtStart(0), revoked: 23 },
      remaining: 0,
    },
    ...{ linkedSessions: { ended: 0, left: 0, unknown: 0 }, watched: null, notKnownToBeNew: 0 },
    ...{ oauth: { ordered: true, ended: 23, unknown: 0, notAsked: 0 } },
    ...{
      newSessions: { ended: 0, left: 0, unknown: 0 },
      newSessionsLookedForIn: 0,
      passes: 1,
      closedByUserId: false,
    },
    ...{ coverage: some.plan?.coverage ?? fullCoverage, secondScan: null },
    ...{ watch: null, exposureUntil: 4, resumed: 0, operator: 'ada', errors: [], damagedRows: 0 },
    auditHead: null,
    signals: {
      receivers: [],
      exposure: { type: 'open', until: some.exposureUntil ?? 4, why: 'no-receiver' },
    },
    ...some,
  };
}

/** That plan at its start. */
export function exampleProgress(some: Partial<RunProgress> = {}): RunProgress {
  return {
    ...{
      id,
      connectionId: 'sandbox',
      source: { type: 'handles' },
      userName: null,
      reason: 'leak',
      startedAt: 1,
      targets: 23,
    },
    ...{
      run: { state: 'running' },
      phase: 'ending',
      counts: countsAtStart(23),
      pass: 1,
      coverage: fullCoverage,
      hasSecondScan: false,
    },
    ...{ linkedSessions: { ended: 0, left: 0, unknown: 0 }, watched: null, lastLook: null },
    ...{
      newSessions: { ended: 0, left: 0, unknown: 0 },
      step: { done: 0, of: 23 },
      rate: null,
      remainingMs: null,
    },
    ...some,
  };
}

/** A signal receiver that protects all services, and that has no event of a revocation. */
export const exampleReceiver: ReceiverOfRevocation = {
  ...{ id: '0e6f0f0f-4f0e-4a52-9f0a-0c8f0f0f0f0f', name: 'gateway', protectsAllServices: true },
  ...{ past: null, notQueued: 0, waiting: 0, delivered: 0, refused: 0, damaged: 0 },
  ...{ deliveredAt: null, error: null },
};
