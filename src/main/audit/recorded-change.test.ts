import { describe, expect, it } from 'vitest';
import { createMemoryAudit } from '../../../test/unit/support/ports/memory-audit.ts';
import { failure } from '../../contract/failure.ts';
import { recordedChange } from './recorded-change.ts';

const entry = { action: 'settings.changed', details: { setting: 'signals' } } as const;

describe('a change that has no transaction with the log', () => {
  it('is made between two records, of its intent and of its outcome', async () => {
    const audit = createMemoryAudit();
    const recordsBefore = await recordedChange(audit.recorder, entry, async () => audit.records.length);
    expect(recordsBefore).toBe(1);
    expect(audit.records).toMatchObject([
      { ...entry, outcome: 'intended' },
      { ...entry, outcome: 'done', correlation: audit.records[0]?.correlation },
    ]);
  });

  it('is not made when its intent cannot be written', async () => {
    const audit = createMemoryAudit();
    audit.before = () => {
      throw failure('disk-full');
    };
    let isMade = false;
    const making = recordedChange(audit.recorder, entry, async () => {
      isMade = true;
    });
    await expect(making).rejects.toMatchObject({ error: { code: 'disk-full', reason: 'log-full' } });
    expect([isMade, audit.records]).toEqual([false, []]);
  });

  it('has a record of its failure, and rejects with that', async () => {
    const audit = createMemoryAudit();
    const making = recordedChange(audit.recorder, entry, () => Promise.reject(failure('locked')));
    await expect(making).rejects.toMatchObject({ error: { code: 'locked' } });
    await audit.recorder.settle();
    expect(audit.records.map(({ outcome }) => outcome)).toEqual(['intended', 'failed']);
  });

  it('rejects when its outcome cannot be written, which is written as soon as it can be', async () => {
    const audit = createMemoryAudit();
    audit.before = ({ outcome }) => {
      if (outcome === 'done') throw failure('disk-full');
    };
    const making = recordedChange(audit.recorder, entry, async () => null);
    await expect(making).rejects.toMatchObject({ error: { reason: 'log-full' } });
    audit.before = () => undefined;
    await audit.recorder.settle();
    expect(audit.records.map(({ outcome }) => outcome)).toEqual(['intended', 'done']);
  });
});
