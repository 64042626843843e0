import { describe, expect, it } from 'vitest';
import { createMemoryAudit } from '../../../test/unit/support/ports/memory-audit.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import type { AuditConnection } from '../../contract/domain/audit/record.ts';
import { failure } from '../../contract/failure.ts';
import type { AuditEntry } from './audit-entry.ts';
import { createRefusedAttempts } from './console-records.ts';

function entry(n: number): AuditEntry {
  return { action: 'user.viewed', outcome: 'done', details: { n }, correlation: 'call' };
}

function written({ records }: ReturnType<typeof createMemoryAudit>): unknown[] {
  return records.map(({ details }) => details.n);
}

const full = () => {
  throw failure('disk-full');
};

describe('what is noted', () => {
  it('is written at once, in its order', async () => {
    const audit = createMemoryAudit();
    for (const n of [1, 2, 3]) audit.recorder.note(entry(n));
    expect(audit.recorder.waiting()).toBe(3);
    await audit.recorder.settle();
    expect(written(audit)).toEqual([1, 2, 3]);
    expect(audit.recorder.waiting()).toBe(0);
  });

  it('is kept while the log cannot be written, and comes before what is recorded later', async () => {
    const audit = createMemoryAudit();
    audit.before = full;
    for (const n of [1, 2]) audit.recorder.note(entry(n));
    expect(await errorOf(audit.recorder.settle())).toMatchObject({ code: 'disk-full', reason: 'log-full' });
    audit.recorder.note(entry(3));
    expect(await errorOf(audit.recorder.settle())).toMatchObject({ reason: 'log-full' });
    expect(audit.recorder.isBehind()).toBe(true);
    audit.before = () => undefined;
    await audit.recorder.record(entry(4));
    expect(written(audit)).toEqual([1, 2, 3, 4]);
    expect(audit.recorder.isBehind()).toBe(false);
  });

  it('is written once, also when several wait for it', async () => {
    const audit = createMemoryAudit();
    audit.before = full;
    for (let n = 1; n <= 700; n += 1) audit.recorder.note(entry(n));
    await errorOf(audit.recorder.settle());
    audit.before = () => undefined;
    await Promise.all([audit.recorder.settle(), audit.recorder.record(entry(701)), audit.recorder.settle()]);
    expect(written(audit)).toEqual(Array.from({ length: 701 }, (_, at) => at + 1));
  });
});

describe('what is recorded', () => {
  it('and cannot be written is not in the log later either', async () => {
    const audit = createMemoryAudit();
    audit.before = full;
    expect(await errorOf(audit.recorder.record(entry(1)))).toMatchObject({ reason: 'log-full' });
    audit.before = () => undefined;
    await audit.recorder.settle();
    expect(written(audit)).toEqual([]);
  });
});

describe('a refused attempt', () => {
  const attempt = { channel: 'directory.user', why: 'console-locked', origin: 'curfew://app', input: null };

  function open(connectionIn: (input: unknown) => AuditConnection | null = () => null) {
    const audit = createMemoryAudit();
    const clock = createTestClock('manual');
    const ports = { recorder: audit.recorder, connectionIn, correlation: 'attempt', clock };
    return { audit, clock, attempts: createRefusedAttempts(ports) };
  }

  it('is in the log at once; the same again is counted, so that a page cannot fill the log', async () => {
    const { attempts, audit, clock } = open();
    for (let times = 0; times < 500; times += 1) attempts.note(attempt);
    attempts.note({ ...attempt, channel: 'directory.session' });
    await audit.recorder.settle();
    expect(audit.records.map(({ details }) => [details.channel, details.times])).toEqual([
      ['directory.user', 1],
      ['directory.session', 1],
    ]);
    clock.advance(10_000);
    await audit.recorder.settle();
    expect(audit.records).toHaveLength(3);
    expect(audit.records[2]).toMatchObject({
      action: 'attempt.refused',
      outcome: 'refused',
      details: { channel: 'directory.user', why: 'console-locked', origin: 'curfew://app', times: 499 },
    });
  });

  it('on one connection is not counted as one on another', async () => {
    const { attempts, audit, clock } = open((input) => connectionNamed(String(input)));
    const channel = 'revocation.start';
    for (const input of ['sandbox', 'production', 'production'])
      attempts.note({ ...attempt, channel, input });
    clock.advance(10_000);
    await audit.recorder.settle();
    expect(audit.records.map(({ connection, details }) => [connection?.id, details.times])).toEqual([
      ['sandbox', 1],
      ['production', 1],
      ['production', 1],
    ]);
  });

  it('that was counted is noted when the console ends', async () => {
    const { attempts, audit } = open();
    attempts.note(attempt);
    attempts.note(attempt);
    attempts.close();
    await audit.recorder.settle();
    expect(audit.records.map(({ details }) => details.times)).toEqual([1, 1]);
  });
});

function connectionNamed(id: string): AuditConnection {
  return { id, name: id, environment: 'staging', address: 'https://core.example', core: null };
}
