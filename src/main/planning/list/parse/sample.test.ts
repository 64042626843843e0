import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../../test/unit/support/cores/fake-core.ts';
import { openListDesk } from '../../../../../test/unit/support/planning/list-desk.ts';
import { thrownError } from '../../../../../test/unit/support/rejection.ts';
import { sharedStore } from '../../../../../test/unit/support/store/shared-store.ts';
import { type ListFormat, listCost, listSample } from '../../../../contract/domain/planning/list-format.ts';
import { createDecoder } from './decoder.ts';
import { estimateListCost, readSample } from './sample.ts';

const uuid = 'ec513228-e676-4d1a-96e3-80cee9422ebe';

function sample(text: string | Buffer, delimiter: ',' | ';' | null = null) {
  return listSample.parse(readSample(Buffer.from(text), delimiter));
}

it('a beginning that is cut off in the middle of a character has the encoding in which the list is read', () => {
  for (let cut = 0; cut < 25; cut++) {
    const list = Buffer.from(`${'x'.repeat(cut)}\n${'王芳@alpha.example\n'.repeat(4_000)}`);
    const decoder = createDecoder();
    decoder.push(list);
    expect(readSample(list.subarray(0, 64 * 1_024), null).encoding).toBe(decoder.encoding());
  }
});

describe('the beginning of a list', () => {
  it('is recognised as text with one item a line', () => {
    for (const text of [
      `${uuid}\n${uuid}\n`,
      'ada@alpha.example',
      `${uuid},\n${uuid},\n`,
      '"a"\n"b"\n',
      '',
    ]) {
      expect(sample(text), text).toEqual({ encoding: 'utf-8', format: { type: 'text' }, columns: [] });
    }
  });

  it.each([
    ',',
    ';',
    '\t',
    '|',
  ] as const)('is recognised as CSV with %j, with the likeliest column', (delimiter) => {
    const row = (...cells: string[]) => `${cells.join(delimiter)}\n`;
    const text =
      row('time', 'user_email', 'note') +
      row('17:04', 'ada@alpha.example', 'x') +
      row('17:05', 'bob@beta.example', '');
    expect(sample(text)).toEqual({
      encoding: 'utf-8',
      format: { type: 'csv', delimiter, header: true, column: 1 },
      columns: [
        { key: '0', name: 'time', examples: ['17:04', '17:05'], suggested: false },
        {
          key: '1',
          name: 'user_email',
          examples: ['ada@alpha.example', 'bob@beta.example'],
          suggested: true,
        },
        { key: '2', name: 'note', examples: ['x'], suggested: false },
      ],
    });
  });

  it('is recognised as CSV without names of columns', () => {
    expect(sample(`1,${uuid}\n2,${uuid}`).format).toEqual({
      type: 'csv',
      delimiter: ',',
      header: false,
      column: 1,
    });
  });

  it('is recognised as CSV with one column under a name', () => {
    expect(sample('user_id\nemp-1\nemp-2\n').format).toMatchObject({ type: 'csv', header: true, column: 0 });
  });

  it('suggests the column of sessions before that of their users', () => {
    const text = `sessionHandle,userId,email\n${uuid},emp-1,ada@alpha.example\n`;
    expect(sample(text).format).toMatchObject({ column: 0 });
  });

  it('is read as CSV with the delimiter that was chosen, whatever it looks like', () => {
    expect(sample('a;b,c\n', ',').columns).toHaveLength(2);
  });

  it('is recognised as JSON lines, with the paths of the texts in the objects', () => {
    const text = `{"at":5,"user":{"mail":"ada@alpha.example"}}\n{"at":6,"user":{"mail":"bob@beta.example"}}\n{"at":7,"us`;
    expect(sample(text)).toMatchObject({
      format: { type: 'json-lines', path: 'user.mail' },
      columns: [
        { key: 'at', suggested: false },
        { key: 'user.mail', examples: ['ada@alpha.example', 'bob@beta.example'], suggested: true },
      ],
    });
  });

  it('is read in its encoding', () => {
    expect(sample(Buffer.from(`\ufeff${uuid}`, 'utf16le')).encoding).toBe('utf-16le');
    expect(sample(Buffer.from('J\u00f6rg', 'latin1')).encoding).toBe('windows-1252');
  });

  // control: no-tokens-stored
  it('never shows a token in the examples', () => {
    const token = `eyJhbGciOiJSUzI1NiJ9.${'Ab9_'.repeat(20)}.${'Zx8-'.repeat(20)}`;
    const told = sample(`id,token\n1,${token}\n2,${token}\n`);
    expect(told.columns[1]).toMatchObject({ examples: ['access token'], suggested: true });
    expect(JSON.stringify(told)).not.toContain('Ab9_');
  });

  it('is refused when the file is binary', () => {
    expect(thrownError(() => sample(Buffer.from([0x50, 0x4b, 3, 4])))).toMatchObject({
      reason: 'not-text',
      params: { kind: 'zip' },
    });
  });
});

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

  it('is one more call at most for the user of each session', () => {
    expect(costOf([handle, uuid, 'ada@alpha.example', '\u0001'])).toMatchObject({ lines: 4, ownerCalls: 2 });
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
