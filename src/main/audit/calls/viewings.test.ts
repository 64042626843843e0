import { describe, expect, it } from 'vitest';
import { createMemoryAudit } from '../../../../test/unit/support/ports/memory-audit.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { callContext, recordStream } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import type { ChannelName, Handlers } from '../../../contract/channels/contract.ts';
import { type ConnectionSettings, defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import { failure } from '../../../contract/failure.ts';
import { recordCalls } from './recorded-calls.ts';
import { createViewings } from './viewings.ts';

type AnyHandler = (input: unknown, context: unknown) => Promise<unknown>;

/** A console on which somebody looks at users. */
function open() {
  const audit = createMemoryAudit();
  const clock = createTestClock('manual');
  const viewings = createViewings(clock);
  const core = {
    isAway: false,
    address: 'https://core.example',
    /** Sessions of each user. */
    sessions: 2,
    users: new Set(['ada', 'bob']),
  };
  const handlers: Partial<Record<ChannelName, AnyHandler>> = {
    'directory.user': async (input) => {
      if (core.isAway) throw failure('unreachable');
      const { userId } = input as { userId: string };
      return { type: core.users.has(userId) ? 'user' : 'no-user' };
    },
    'directory.roles': async () => [{}],
    'directory.userSessions': async (_input, context) => {
      const { emit } = context as { emit: (items: readonly unknown[]) => Promise<void> };
      await emit([{ type: 'listed', total: core.sessions }]);
    },
    'directory.session': async () =>
      core.sessions === 0 ? { type: 'no-session' } : { type: 'session', session: { userId: 'ada' } },
    'directory.search': async () => undefined,
    'revocation.plan': async () => undefined,
    'revocation.stopSecondScan': async () => null,
    'app.saveSettings': async () => ({}),
  };
  const calls = recordCalls(handlers as unknown as Handlers, {
    recorder: audit.recorder,
    settings: (): ConnectionSettings => ({
      ...defaultConnectionSettings,
      name: 'Shop',
      address: core.address,
    }),
    connectionOf: () => 'shop',
    hasSearchText: () => false,
    viewings,
  }) as unknown as Record<ChannelName, AnyHandler>;
  const of = (userId: string) => ({ connectionId: 'shop', userId });
  const look = {
    user: (userId: string) => calls['directory.user'](of(userId), callContext()),
    roles: (userId: string) => calls['directory.roles']({ ...of(userId), tenantIds: [] }, callContext()),
    sessions: (userId: string) =>
      calls['directory.userSessions']({ ...of(userId), readerId: 'r' }, recordStream().context),
    session: (handle: string) => calls['directory.session']({ connectionId: 'shop', handle }, callContext()),
  };
  return { audit, calls, clock, core, look, viewings };
}

const views = (audit: ReturnType<typeof createMemoryAudit>) =>
  audit.records.map(({ action, session, user }) => [action, user, ...(session ? [session] : [])]);

describe('a visit to a user', () => {
  it('is one record, whichever of user, roles and sessions is read first, and however often', async () => {
    for (const first of ['user', 'sessions'] as const) {
      const { audit, look } = open();
      await look[first]('ada');
      await Promise.all([look.user('ada'), look.sessions('ada'), look.roles('ada')]);
      await look.user('ada');
      expect(views(audit)).toEqual([['user.viewed', 'ada']]);
      expect(audit.records[0]?.details).toEqual(first === 'user' ? { isThere: true } : { sessions: 2 });
    }
  });

  it('is one record where no session is left, whichever of user and sessions is read first', async () => {
    for (const [first, second] of [
      ['user', 'sessions'],
      ['sessions', 'user'],
    ] as const) {
      const { audit, core, look } = open();
      core.sessions = 0;
      await look[first]('ada');
      await look[second]('ada');
      expect(views(audit)).toEqual([['user.viewed', 'ada']]);
    }
  });

  it('is one record also when its parts are read at the same time', async () => {
    const { audit, look } = open();
    await Promise.all([look.user('ada'), look.sessions('ada'), look.user('ada')]);
    expect(views(audit)).toEqual([['user.viewed', 'ada']]);
  });

  it('goes on while sessions of the user are ended, and while one that is gone is looked at again', async () => {
    const { audit, calls, core, look } = open();
    await look.user('ada');
    await look.session('one');
    await calls['revocation.stopSecondScan']({ id: 'plan' }, callContext());
    core.sessions = 0;
    await look.session('one');
    await Promise.all([look.user('ada'), look.sessions('ada')]);
    expect(views(audit)).toEqual([
      ['user.viewed', 'ada'],
      ['session.viewed', 'ada', 'one'],
      ['run.stopped', null],
    ]);
  });

  it('has a record of each session that is looked at', async () => {
    const { audit, look } = open();
    for (const handle of ['one', 'two', 'one', 'two']) await look.session(handle);
    expect(views(audit)).toEqual([
      ['session.viewed', 'ada', 'one'],
      ['session.viewed', 'ada', 'two'],
    ]);
  });

  it('that found nothing at first is recorded again when it shows something', async () => {
    const { audit, look } = open();
    await look.user('service');
    await look.user('service');
    await look.sessions('service');
    expect(audit.records.map(({ details }) => details)).toEqual([{ isThere: false }, { sessions: 2 }]);
  });
});

describe('another look at the same user', () => {
  const between: Readonly<Record<string, (opened: ReturnType<typeof open>) => unknown>> = {
    'after another user': ({ look }) => look.user('bob'),
    'after a search': ({ calls }) =>
      calls['directory.search']({ connectionId: 'shop', text: 'ada' }, recordStream().context),
    'after a change of the settings': ({ calls }) =>
      calls['app.saveSettings']({ times: 'utc' }, callContext()),
    'five minutes later': ({ clock }) => clock.advance(300_000),
    'after the console was locked': ({ viewings }) => viewings.endVisit(),
    'on another core behind the same connection': ({ core }) => {
      core.address = 'https://other.example';
    },
  };

  it.each(Object.entries(between))('is another record %s', async (_when, act) => {
    const opened = open();
    await opened.look.user('ada');
    await act(opened);
    await opened.look.user('ada');
    expect(views(opened.audit).filter(([, user]) => user === 'ada')).toHaveLength(2);
  });
});

describe('a look that failed', () => {
  it('is recorded each time, and covers no other one', async () => {
    const { audit, core, look } = open();
    core.isAway = true;
    await errorOf(look.user('ada'));
    await errorOf(look.user('ada'));
    core.isAway = false;
    await look.user('ada');
    expect(audit.records.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'done']);
  });

  it('because the log could not be written, shows nothing, and the next one waits until it is written', async () => {
    const { audit, look } = open();
    audit.before = () => {
      throw failure('disk-full');
    };
    expect(await errorOf(look.user('ada'))).toMatchObject({ reason: 'log-full' });
    expect(await errorOf(look.sessions('ada'))).toMatchObject({ reason: 'log-full' });
    expect(audit.records).toEqual([]);
    audit.before = () => undefined;
    await look.sessions('ada');
    expect(views(audit)).toEqual([['user.viewed', 'ada']]);
  });

  it('is not shown before the record that covers it is on disk', async () => {
    const { audit, look } = open();
    const { promise: onDisk, resolve: written } = Promise.withResolvers<void>();
    audit.before = () => onDisk;
    const done: string[] = [];
    const looks = [
      look.user('ada').then(() => done.push('user')),
      look.roles('ada').then(() => done.push('roles')),
    ];
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual([]);
    written();
    await Promise.all(looks);
    expect(done.sort()).toEqual(['roles', 'user']);
    expect(audit.records).toHaveLength(1);
  });
});
