import { describe, expect, it } from 'vitest';
import { createTestChain } from '../../../../test/unit/audit/support/audit-records.ts';
import { ecsFaults } from '../../../../test/unit/audit/support/ecs-facts.ts';
import { ocsfFaults } from '../../../../test/unit/audit/support/ocsf-facts.ts';
import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import { auditActions, auditOutcomes } from '../../../contract/domain/stored-names.ts';
import { toEcs } from './ecs.ts';
import { toOcsf } from './ocsf.ts';

/** Every action with every outcome, with all fields and with none. */
function everyKind(): readonly AuditRecord[] {
  const chain = createTestChain();
  for (const action of auditActions)
    for (const outcome of auditOutcomes) {
      const batch = { batch: 'batch-1', pass: 1, count: 250, sha256: 'a'.repeat(64) };
      const all = { session: 's-1', revocation: 'r-1', reason: 'stolen', ticket: 'INC-1', details: batch };
      chain.add({ action, outcome, ...all });
      chain.add({ action, outcome, connection: null, user: null, elapsedMs: null });
    }
  return chain.records;
}

const batchEnded = () =>
  createTestChain().add({
    action: 'batch.ended',
    reason: 'stolen laptop',
    ticket: 'INC-7',
    revocation: 'r-1',
    details: { batch: 'b-1', pass: 2, count: 250 },
  });

describe('an event of OCSF', () => {
  it('fits the schema for every action and every outcome', () => {
    expect(
      everyKind().flatMap((record) => ocsfFaults(toOcsf(record)).map((fault) => [record.action, fault])),
    ).toEqual([]);
    expect(everyKind().length).toBeGreaterThan(250);
  });

  it('is a logoff for a batch that was ended, with the number of its sessions', () => {
    expect(toOcsf(batchEnded())).toMatchObject({
      class_uid: 3002,
      activity_id: 2,
      type_uid: 300202,
      activity_name: 'Logoff',
      time: Date.parse('2026-03-01T10:00:00.000Z'),
      count: 250,
      status_id: 1,
      user: { uid: 'user-1' },
      actor: { user: { name: 'Ada Łukasz', uid: 'ada' } },
      service: { name: 'Production' },
      unmapped: { reason: 'stolen laptop', ticket: 'INC-7', revocation: 'r-1' },
    });
  });

  it('is no logoff for an intent', () => {
    const intent = createTestChain().add({ action: 'batch.intended', outcome: 'intended' });
    expect(toOcsf(intent)).toMatchObject({ class_uid: 6003, activity_id: 4, status: 'Intended' });
  });

  it('is the start and the stop of an application for the console', () => {
    const uids = (['console.started', 'console.ended'] as const).map(
      (action) => toOcsf(createTestChain().add({ action })).type_uid,
    );
    expect(uids).toEqual([600203, 600204]);
  });
});

describe('an event of ECS', () => {
  it('fits the schema for every action and every outcome', () => {
    expect(
      everyKind().flatMap((record) => ecsFaults(toEcs(record)).map((fault) => [record.action, fault])),
    ).toEqual([]);
    expect(everyKind().length).toBeGreaterThan(250);
  });

  it('is the end of a session for a batch that was ended', () => {
    expect(toEcs(batchEnded())).toMatchObject({
      '@timestamp': '2026-03-01T10:00:00.000Z',
      event: {
        category: ['authentication', 'session'],
        type: ['end'],
        outcome: 'success',
        reason: 'stolen laptop',
      },
      user: { name: 'ada', full_name: 'Ada Łukasz', target: { id: 'user-1' } },
      service: { name: 'Production', environment: 'production' },
      curfew: { ticket: 'INC-7', revocation: 'r-1', details: { count: 250 } },
    });
  });
});

describe('a record in another format', () => {
  it('keeps every value that it has', () => {
    const record = batchEnded();
    const { hash, operator, previous, reason, ticket } = record;
    for (const event of [toOcsf(record), toEcs(record)])
      for (const value of [hash, previous, reason, ticket, ...Object.values(operator), 'b-1'])
        expect(JSON.stringify(event)).toContain(value);
  });
});
