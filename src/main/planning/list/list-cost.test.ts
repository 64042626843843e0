import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/fake-core.ts';
import { openListDesk } from '../../../../test/unit/support/list-desk.ts';
import { sharedStore } from '../../../../test/unit/support/shared-store.ts';
import { type ListFormat, listCost } from '../../../contract/domain/planning.ts';
import { estimateListCost } from './list-cost.ts';

const opened = sharedStore();
const text: ListFormat = { type: 'text' };
const handle = 'ec513228-e676-4d1a-96e3-80cee9422ebe_acme';

function costOf(lines: readonly string[], tenants = 1, more: { format?: ListFormat; part?: number } = {}) {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const { format = text, part = bytes.byteLength } = more;
  return listCost.parse(
    estimateListCost({ bytes: bytes.subarray(0, part), format, size: bytes.byteLength }, tenants),
  );
}

describe('the cost of a list', () => {
  it('is one call for a session handle with its tenant, and none for a malformed line', () => {
    expect(costOf([handle, handle, '\u0001', ''])).toMatchObject({
      ...{ lines: 3, isWhole: true, leastCalls: 2, mostCalls: 2 },
    });
  });

  it('grows with the tenants for what is looked for in each of them', () => {
    expect(costOf(['ada@alpha.example'], 152)).toMatchObject({
      leastCalls: 155,
      mostCalls: 158,
      tenants: 152,
    });
    expect(costOf(['emp-4711'], 152)).toMatchObject({ leastCalls: 3, mostCalls: 3 });
  });

  it('is that of the chosen column', () => {
    const format = { type: 'csv', delimiter: ',', header: true, column: 1 } as const;
    expect(costOf(['name,session', `ada@alpha.example,${handle}`], 40, { format })).toMatchObject({
      ...{ lines: 1, mostCalls: 1 },
    });
  });

  it('is estimated for a list that is longer than what is looked at', () => {
    const lines = Array.from({ length: 10_000 }, () => handle);
    const { isWhole, lines: estimated, mostCalls } = costOf(lines, 1, { part: 4_200 + 17 });
    expect(isWhole).toBe(false);
    expect(Math.abs(estimated - 10_000)).toBeLessThan(100);
    expect(mostCalls).toBe(estimated);
  });

  it('is what looking it up takes', async () => {
    const core = new FakeCore();
    const lines = Array.from({ length: 40 }, (_, n) => [
      `nobody-${n}@alpha.example`,
      `emp-${n}`,
      `+3620123${1_000 + n}`,
    ]).flat();
    core.tenants.add('acme');
    const desk = await openListDesk({ core: () => core.port, ...opened.forDriver() });
    await desk.read(lines);
    const ofLines: readonly string[] = ['usersByAccountInfo', 'user', 'idMapping', 'sessionHandles'];
    const calls = core.calls.filter(({ name }) => ofLines.includes(name));
    expect(calls).toHaveLength(costOf(lines, 2).leastCalls);
  });
});
