import { beforeEach, describe, expect, it } from 'vitest';
import { createGate } from '../../../test/unit/support/gate.ts';
import { createTestClock, type TestClock } from '../../../test/unit/support/test-clock.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure } from '../../contract/failure.ts';
import type { CorePort, IdentityAnswer } from '../core/protocol.ts';
import { createRetryPolicy } from '../shared/retry/retry-policy.ts';
import { createWorkControl, type WorkControl } from '../shared/work-control.ts';
import { type CoreIdentity, createCoreIdentity, isSameCore } from './core-identity.ts';

const ours: IdentityAnswer = { keys: ['s-first'], silent: [] };
const others: IdentityAnswer = { keys: ['s-other'], silent: [] };

let clock: TestClock;
let control: WorkControl;
let identity: CoreIdentity<string>;
/** What the core says of itself; a test replaces it. */
let answer: () => Promise<IdentityAnswer> | IdentityAnswer;
let asked: number;
let takenBack: { readonly error: AppError; readonly answers: readonly string[] }[];

beforeEach(() => {
  clock = createTestClock();
  control = createWorkControl(() => undefined, clock);
  asked = 0;
  takenBack = [];
  answer = () => ours;
  const port = {
    identity: async () => {
      asked += 1;
      return answer();
    },
    tenants: async () => [],
  } as unknown as CorePort;
  const core = () => port;
  identity = createCoreIdentity<string>({
    ...{ clock, control, core },
    retry: createRetryPolicy({ control, core, clock, probe: (probed) => probed.tenants() }),
    isOurs: (keys) => isSameCore(['s-first'], keys),
    onOther: async (error, answers) => {
      takenBack.push({ error, answers });
      control.pause({ type: 'core', error });
    },
    onDoubt: async (error, answers) => void takenBack.push({ error, answers }),
  });
});

const untilPaused = () => expect.poll(() => control.state().state).toBe('paused');

describe('what was answered', () => {
  it('is confirmed by a check that began afterwards', async () => {
    await identity.check('now');
    identity.beginCall().believe(['a']);
    await identity.check('now');
    answer = () => others;
    void identity.check('now').catch(() => undefined);
    await untilPaused();
    expect(takenBack).toMatchObject([{ answers: [] }]);
  });

  it('is not confirmed by a check that began before it and ended after it', async () => {
    const gate = createGate();
    answer = async () => {
      await gate.pass();
      return ours;
    };
    const check = identity.check('now');
    await expect.poll(() => asked).toBe(1);
    identity.beginCall().believe(['a']);
    gate.open();
    await check;
    answer = () => others;
    void identity.check('now').catch(() => undefined);
    await untilPaused();
    expect(takenBack).toMatchObject([{ error: { code: 'other-core' }, answers: ['a'] }]);
  });

  // control: one-core
  it('is taken back at once when its call began before another core was found', async () => {
    const call = identity.beginCall();
    answer = () => others;
    const check = identity.check('now');
    await untilPaused();
    answer = () => ours;
    control.resume();
    await check;
    call.believe(['late']);
    expect(call.doubt()).toMatchObject({ code: 'other-core' });
    expect(takenBack.at(-1)).toMatchObject({ answers: ['late'] });
  });

  it('is taken back without a pause when the address that gave it cannot be read any more', async () => {
    identity.beginCall().believe(['a']);
    let silent = ['core-b:1'];
    answer = () => {
      const now = { ...ours, silent };
      silent = [];
      return now;
    };
    await identity.check('now');
    expect(control.state().state).toBe('running');
    expect(takenBack).toMatchObject([{ error: { code: 'unreachable' }, answers: ['a'] }]);
  });

  it('is asked again until the same core answers before and after', async () => {
    let answers = 0;
    const read = identity.confirmed(async () => {
      answers += 1;
      if (answers === 1) answer = () => others;
      return answers;
    });
    await untilPaused();
    answer = () => ours;
    control.resume();
    expect(await read).toBe(2);
  });
});

describe('a check', () => {
  it('does not share the question of a check that is under way', async () => {
    const gate = createGate();
    answer = async () => {
      await gate.pass();
      return ours;
    };
    const first = identity.check('now');
    await expect.poll(() => asked).toBe(1);
    const checks = [identity.check('now'), identity.check('now')];
    expect(asked).toBe(1);
    gate.open();
    await Promise.all([first, ...checks]);
    expect(asked).toBe(2);
  });

  it('at times asks when the last one is two seconds old', async () => {
    await identity.check('now');
    await identity.check('at-times');
    expect(asked).toBe(1);
    clock.advance(2_000);
    await identity.check('at-times');
    expect(asked).toBe(2);
  });

  it('at times asks after another core was found, however short ago the last right answer was', async () => {
    await identity.check('now');
    answer = () => others;
    const refused = identity.check('now');
    await untilPaused();
    const gate = createGate();
    answer = async () => {
      await gate.pass();
      return ours;
    };
    control.resume();
    let isThrough = false;
    const next = identity.check('at-times').then(() => {
      isThrough = true;
    });
    await expect.poll(() => asked).toBe(3);
    expect(isThrough).toBe(false);
    gate.open();
    await Promise.all([refused, next]);
  });

  it('at times asks after an outage: another core can be there since', async () => {
    await identity.check('now');
    let isAway = true;
    answer = () => {
      if (isAway) throw failure('unreachable');
      return ours;
    };
    const waiting = identity.check('now');
    await expect.poll(() => control.state().state).toBe('waiting');
    isAway = false;
    clock.advance(1_000);
    await waiting;
    const before = asked;
    await identity.check('at-times');
    expect(asked).toBe(before + 1);
  });

  it('pauses when the core answers other calls and does not say which one it is', async () => {
    answer = () => {
      throw failure('core-error', { retryable: false });
    };
    const check = identity.check('now');
    await untilPaused();
    answer = () => ours;
    control.resume();
    await check;
  });

  // control: one-core
  it('takes a core without a fixed key, and addresses of different cores, for another core', async () => {
    identity.beginCall().believe(['a']);
    answer = () => {
      throw failure('incompatible-core');
    };
    void identity.check('now').catch(() => undefined);
    await untilPaused();
    expect(takenBack).toMatchObject([{ error: { code: 'incompatible-core' }, answers: ['a'] }]);
  });
});

describe('work that is to end', () => {
  beforeEach(() => control.stop());

  it('believes what was answered between two right answers', async () => {
    expect(await identity.confirmedOnce(async () => 'read')).toBe('read');
    expect(takenBack).toEqual([]);
  });

  it.each([
    ['before', 1],
    ['after', 2],
  ])('believes nothing when another core answers %s it', async (_, at) => {
    answer = () => (asked === at ? others : ours);
    expect(await identity.confirmedOnce(async () => 'read')).toBeUndefined();
  });

  it('takes back what is not confirmed when the core does not answer in time', async () => {
    identity.beginCall().believe(['a']);
    answer = () => new Promise(() => undefined);
    const checked = identity.checkOnce();
    clock.advance(2_000);
    expect(await checked).toBe(false);
    expect(takenBack).toMatchObject([{ error: { code: 'timeout' }, answers: ['a'] }]);
  });
});
