import { describe, expect, test } from 'vitest';
import { type StreamMessage, wire } from '../contract/channels/bridge.ts';
import { channelManifest } from '../contract/channels/contract.ts';
import type { Result } from '../contract/failure.ts';
import { createBridge } from './bridge.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** Main's end of the wire, in memory. */
function createWire(answer: (channel: string, id: unknown, input: unknown) => Promise<unknown>) {
  const sent: unknown[][] = [];
  let deliver: (message: StreamMessage) => void = () => undefined;
  const bridge = createBridge(channelManifest(), {
    invoke: (channel, id, input) => answer(channel, id, input),
    send: (...message) => void sent.push(message),
    on: (_channel, listener) => {
      deliver = (message) => listener({}, message);
    },
  }) as unknown as Record<string, Record<string, AnyFunction>>;
  const fn = (area: string, verb: string): AnyFunction =>
    bridge[area]?.[verb] ?? expect.fail(`no ${area}.${verb}`);
  return { bridge, fn, sent, deliver: (message: StreamMessage) => deliver(message) };
}

const taken = async (): Promise<Result<null>> => ({ ok: true, value: null });

function follow(fn: AnyFunction, id: string) {
  const items: unknown[] = [];
  const ends: unknown[] = [];
  fn(
    {},
    id,
    (batch: unknown[]) => void items.push(...batch),
    (end: unknown) => void ends.push(end),
  );
  return { items, ends };
}

describe('the bridge', () => {
  // control: narrow-bridge
  test('has one function for each channel, abort, and nothing else', () => {
    const { bridge } = createWire(taken);
    const { abort, ...areas } = bridge;
    const names = Object.entries(areas).flatMap(([area, verbs]) =>
      Object.keys(verbs).map((verb) => `${area}.${verb}`),
    );
    expect(names.sort()).toEqual(Object.keys(channelManifest()).sort());
    expect(abort).toBeTypeOf('function');
  });

  test('calls the channel of the function with the id and the input', async () => {
    const { fn } = createWire(async (...call) => ({ ok: true, value: call }));
    const answer = await fn('directory', 'tenants')({ connectionId: 'sandbox' }, 'id 1');
    expect(answer).toEqual({ ok: true, value: ['directory.tenants', 'id 1', { connectionId: 'sandbox' }] });
  });

  test('answers with a result when main does not answer, without the text of the error', async () => {
    const { fn } = createWire(() => Promise.reject(new Error('s3cret')));
    const answer = await fn('app', 'info')({}, 'id 1');
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  test('aborts by id', () => {
    const { bridge, sent } = createWire(taken);
    (bridge.abort as unknown as AnyFunction)('id 1');
    expect(sent).toEqual([[wire.abort, 'id 1']]);
  });
});

describe('a stream over the bridge', () => {
  test('gives items and the end to its own listeners, and tells main of each batch it took', () => {
    const { fn, deliver, sent } = createWire(taken);
    const one = follow(fn('app', 'menuCommands'), '1');
    const other = follow(fn('app', 'menuCommands'), '2');
    deliver({ id: '1', type: 'items', items: ['a', 'b'] });
    deliver({ id: '2', type: 'items', items: ['c'] });
    deliver({ id: '1', type: 'end', result: { ok: true, value: null } });
    expect([one.items, one.ends]).toEqual([['a', 'b'], [{ ok: true, value: null }]]);
    expect([other.items, other.ends]).toEqual([['c'], []]);
    expect(sent).toEqual([
      [wire.taken, '1'],
      [wire.taken, '2'],
    ]);
  });

  test('that main refuses ends with the refusal', async () => {
    const refusal = { ok: false, error: { code: 'read-only', message: 'No.', retryable: false } };
    const { fn } = createWire(async () => refusal);
    const stream = follow(fn('app', 'menuCommands'), '1');
    await expect.poll(() => stream.ends).toEqual([refusal]);
  });

  test('goes on after a listener that throws', () => {
    const { fn, deliver, sent } = createWire(taken);
    const ends: unknown[] = [];
    const onItems = () => {
      throw new Error('broken view');
    };
    fn('app', 'menuCommands')({}, '1', onItems, (end: unknown) => void ends.push(end));
    expect(() => deliver({ id: '1', type: 'items', items: ['a'] })).toThrow('broken view');
    deliver({ id: '1', type: 'end', result: { ok: true, value: null } });
    expect(sent).toEqual([[wire.taken, '1']]);
    expect(ends).toHaveLength(1);
  });

  test('messages for a stream that nobody follows are dropped', () => {
    const { deliver, sent } = createWire(taken);
    deliver({ id: 'gone', type: 'items', items: [] });
    expect(sent).toEqual([]);
  });
});
