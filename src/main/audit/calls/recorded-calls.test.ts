import { describe, expect, it } from 'vitest';
import { createInputs, createKnownValues } from '../../../../test/security/support/channel-inputs.ts';
import { exampleDraft } from '../../../../test/unit/support/planning/example-draft.ts';
import { createMemoryAudit } from '../../../../test/unit/support/ports/memory-audit.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { examplePlan } from '../../../../test/unit/support/revocations/revocation-examples.ts';
import { callContext, recordStream } from '../../../../test/unit/support/stream.ts';
import {
  type ChannelName,
  contract,
  type Handlers,
  type Output,
} from '../../../contract/channels/contract.ts';
import { auditDetails } from '../../../contract/domain/audit/record.ts';
import { defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import { failure } from '../../../contract/failure.ts';
import { callRules } from './call-rules.ts';
import { recordCalls } from './recorded-calls.ts';
import { createViewings } from './viewings.ts';

const settings = { ...defaultConnectionSettings, name: 'Shop', address: 'https://core.example' };
const channels = Object.keys(contract) as ChannelName[];
type AnyHandler = (input: unknown, context: unknown) => Promise<unknown>;

/** The handlers, with what their calls leave in the log. */
function recorded(handlers: Partial<Record<ChannelName, AnyHandler>>, hasSearchText = false) {
  const audit = createMemoryAudit();
  const calls = recordCalls(handlers as unknown as Handlers, {
    recorder: audit.recorder,
    settings: (id) => {
      if (id === 'shop') return settings;
      throw failure('not-found');
    },
    connectionOf: (id) => (id.startsWith('plan') ? 'shop' : undefined),
    hasSearchText: () => hasSearchText,
    viewings: createViewings(),
  }) as unknown as Record<ChannelName, AnyHandler>;
  return { audit, calls };
}

/** A call of the channel that gives this answer; of a stream, these items. */
async function callOf(
  channel: ChannelName,
  input: unknown,
  answers: readonly unknown[],
  hasSearchText = false,
) {
  const isStream = contract[channel].kind === 'stream';
  const { audit, calls } = recorded(
    {
      [channel]: async (_input: unknown, context: unknown) => {
        if (!isStream) return answers[0];
        const { emit } = context as { emit: (items: readonly unknown[]) => Promise<void> };
        return emit(answers);
      },
    },
    hasSearchText,
  );
  const context = isStream ? recordStream().context : callContext();
  const answer = await calls[channel](input, context);
  return { answer, records: audit.records };
}

/** Answers with more in them than the generator can make. */
const madeAnswers: Partial<Record<ChannelName, unknown>> = {
  'planning.startList': exampleDraft(),
  'planning.startRule': exampleDraft(),
  'planning.startFromGaps': exampleDraft(),
  'planning.control': exampleDraft(),
  'planning.choose': exampleDraft(),
  'planning.freeze': examplePlan(),
  'revocation.plan': examplePlan(),
};

/** Inputs and answers of every form that the schemas of a channel allow, by a seed. */
function examplesOf(channel: ChannelName) {
  const known = createKnownValues({ connectionId: ['shop'], draftId: [], address: [settings.address] });
  const generated = createInputs(20_261_127, known, 0);
  const examples: { readonly input: unknown; readonly answer: unknown }[] = [];
  for (let tries = 0; tries < 300 && examples.length < 12; tries += 1) {
    const input = contract[channel].input.safeParse(generated.input(channel));
    const answer = contract[channel].output.safeParse(madeAnswers[channel] ?? generated.output(channel));
    if (input.success && answer.success) examples.push({ input: input.data, answer: answer.data });
  }
  return examples;
}

/** Looked at one by one: these change nothing, or what they change is recorded by the service behind them. */
const withoutRecord: readonly ChannelName[] = [
  'app.takePageLoss',
  'app.copyText',
  'directory.readFirst',
  'planning.uploadChunk',
  'revocation.start',
  'revocation.pause',
  'revocation.stop',
  'revocation.resume',
  'revocation.abandon',
  'revocation.verifyAgain',
  'revocation.endRemaining',
  'revocation.continueSecondScan',
  'revocation.endUnplanned',
  'revocation.endOAuthTokens',
  'revocation.sendSignals',
  'revocation.watchFor',
  'revocation.remove',
  'lock.unlock',
  'lock.unlockByTouchId',
  'lock.lockNow',
  'forwarding.save',
  'forwarding.remove',
  'forwarding.retry',
  'signals.save',
  'signals.remove',
  'signals.retry',
  'signals.verify',
];

describe('a command of the contract', () => {
  const commands = channels.filter((channel) => contract[channel].kind === 'command');

  it('leaves a record, or is one of those that were looked at', () => {
    const silent = commands.filter((channel) => typeof callRules[channel] === 'string');
    expect(silent).toEqual(withoutRecord);
  });

  it.each(
    channels.filter((channel) => typeof callRules[channel] !== 'string'),
  )('of channel %s is recorded whatever its input and its answer are, with flat details', async (channel) => {
    const examples = examplesOf(channel);
    expect(examples.length).toBeGreaterThan(0);
    let records = 0;
    for (const { answer, input } of examples) {
      const made = await callOf(channel, input, [answer]);
      for (const { details } of made.records) auditDetails.parse(details);
      records += made.records.length;
    }
    expect(records).toBeGreaterThan(0);
  });
});

describe('a recorded call', () => {
  const user = { id: 'ada', loginMethods: [], emails: [], phoneNumbers: [] };

  it('is answered only when its record is on disk; while that cannot be written, it rejects with why', async () => {
    const { audit, calls } = recorded({ 'directory.user': async () => ({ type: 'no-user', id: 'ada' }) });
    const ask = (userId = 'ada') => calls['directory.user']({ connectionId: 'shop', userId }, callContext());
    audit.before = () => {
      throw failure('disk-full');
    };
    expect(await errorOf(ask())).toMatchObject({ code: 'disk-full', reason: 'log-full' });
    expect(await errorOf(ask())).toMatchObject({ code: 'disk-full', reason: 'log-full' });
    audit.before = () => undefined;
    await ask('bob');
    // The second one was not carried out: the first one waited.
    expect(audit.records).toMatchObject([
      { action: 'user.viewed', user: 'ada', outcome: 'done', connection: { id: 'shop', name: 'Shop' } },
      { action: 'user.viewed', user: 'bob', outcome: 'done' },
    ]);
  });

  it('that changed something before the log failed is in the log as soon as it can be written', async () => {
    const { audit, calls } = recorded({ 'app.saveSettings': async () => ({}) });
    audit.before = () => {
      throw failure('disk-full');
    };
    await errorOf(
      calls['app.saveSettings']({ theme: 'dark', times: 'utc', operatorName: 'Ada' }, callContext()),
    );
    audit.before = () => undefined;
    await audit.recorder.settle();
    // The name is recorded where it is changed.
    expect(audit.records).toMatchObject([{ action: 'settings.changed', details: { fields: 'theme times' } }]);
  });

  it('that failed says so by code and reason, without the values of the error', async () => {
    const { audit, calls } = recorded({
      'connections.open': async () => {
        throw failure('unreachable', {
          reason: 'redirected',
          params: { address: 'https://key@evil.example' },
        });
      },
    });
    await errorOf(calls['connections.open']({ id: 'shop' }, callContext()));
    expect(audit.records).toMatchObject([
      {
        action: 'connection.opened',
        outcome: 'failed',
        connection: { id: 'shop' },
        details: { cdi: null, code: 'unreachable', why: 'redirected' },
      },
    ]);
    expect(JSON.stringify(audit.records)).not.toContain('evil');
  });

  it.each([
    ['bad-input', 'search-empty'],
    ['refused', 'not-confirmed'],
    ['read-only', 'connection-read-only'],
  ] as const)('that was refused as %s leaves no record here', async (code, reason) => {
    const { audit, calls } = recorded({
      'connections.open': async () => {
        throw failure(code, { reason });
      },
    });
    await errorOf(calls['connections.open']({ id: 'shop' }, callContext()));
    expect(audit.records).toEqual([]);
  });

  it('that saves a key says that a key was set, and never which', async () => {
    const key = 'planted-key-9f2c';
    const input = { id: 'shop', settings: { ...settings, readOnly: true }, key, keepKey: 'stored' };
    const { records } = await callOf('connections.save', input, [{ id: 'shop' }]);
    expect(records).toMatchObject([
      { action: 'connection.changed', details: { isNew: false, fields: 'readOnly' } },
      { action: 'key.set', details: { key: 'set', storedIn: 'stored' } },
    ]);
    expect(JSON.stringify(records)).not.toContain(key);
  });

  it('that changes how long access tokens are valid has the lifetime before and after it', async () => {
    const input = { id: 'shop', settings: { ...settings, accessTokenLifetimeS: 60 }, keepKey: 'stored' };
    const { records } = await callOf('connections.save', input, [{ id: 'shop' }]);
    expect(records).toMatchObject([
      {
        action: 'connection.changed',
        details: {
          fields: 'accessTokenLifetimeS',
          accessTokenLifetimeS: 60,
          accessTokenLifetimeSBefore: 3_600,
        },
      },
    ]);
  });

  it('that makes a draft of gaps has how much starts excluded in it', async () => {
    const draft = exampleDraft();
    const gapsOf = '00000000-0000-4000-8000-00000000000a';
    const retried = {
      ...draft,
      source: { ...draft.source, retryOf: gapsOf },
      totals: { ...draft.totals, excludedBefore: { sessions: 3, users: 1 } },
    };
    const { records } = await callOf('planning.startFromGaps', { revocationId: gapsOf }, [retried]);
    expect(records).toMatchObject([
      { action: 'draft.made', details: { gapsOf, excludedSessions: 3, excludedUsers: 1 } },
    ]);
  });

  it('that removes a connection has it as it was before', async () => {
    let isThere = true;
    const audit = createMemoryAudit();
    const calls = recordCalls(
      {
        'connections.remove': async () => {
          isThere = false;
          return null;
        },
      } as unknown as Handlers,
      {
        recorder: audit.recorder,
        settings: () => {
          if (isThere) return settings;
          throw failure('not-found');
        },
        connectionOf: () => undefined,
        hasSearchText: () => false,
        viewings: createViewings(),
      },
    );
    await calls['connections.remove']({ id: 'shop' }, callContext());
    expect(audit.records).toMatchObject([
      {
        action: 'connection.removed',
        connection: { id: 'shop', name: 'Shop', address: 'https://core.example' },
      },
    ]);
  });

  describe('of a search', () => {
    const found: Output<'directory.search'>[] = [
      { type: 'interpretations', interpretations: [{ type: 'email', email: 'ada@example.com' }] },
      { type: 'users', tenantId: 'public', users: [user, user] as never },
      { type: 'finished', tenants: 1, lookups: 1, failedLookups: 0, elapsedMs: 1 },
    ];
    const search = (text: string, hasSearchText: boolean) =>
      callOf('directory.search', { connectionId: 'shop', text }, found, hasSearchText);

    it('has its kinds and its numbers, and no text unless the setting allows it', async () => {
      const details = { kinds: 'email', users: 1, sessions: 0, isWhole: true };
      const { records } = await search('ada@example.com', false);
      expect(records).toMatchObject([{ action: 'search.made', details }]);
      expect(records[0]?.details).toEqual(details);
      const withText = await search('ada@example.com', true);
      expect(withText.records[0]?.details).toEqual({ ...details, text: 'ada@example.com' });
    });

    it('never has a text that may be a token', async () => {
      const token = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(60)}.${'b'.repeat(60)}`;
      const { records } = await search(token, true);
      expect(records[0]?.details.text).toBeNull();
    });

    it('that is left is in the log at once, whatever its handler does then', async () => {
      const { audit, calls } = recorded({ 'directory.search': () => new Promise(() => undefined) });
      const stream = recordStream();
      void calls['directory.search']({ connectionId: 'shop', text: 'a@b.example' }, stream.context);
      await Promise.resolve();
      stream.abort();
      await audit.recorder.settle();
      expect(audit.records).toMatchObject([{ action: 'search.made', outcome: 'done' }]);
    });

    it('that is left on its way has what was shown until then', async () => {
      const { audit, calls } = recorded({
        'directory.search': async (_input, context) => {
          const { emit } = context as { emit: (items: readonly unknown[]) => Promise<void> };
          await emit(found.slice(0, 2));
          stream.abort();
          await emit(found.slice(2));
        },
      });
      const stream = recordStream();
      await errorOf(calls['directory.search']({ connectionId: 'shop', text: 'a@b.example' }, stream.context));
      expect(audit.records).toMatchObject([
        { action: 'search.made', outcome: 'done', details: { users: 1, isWhole: false } },
      ]);
    });
  });

  it('of an export says where and how much, and nothing when no file was chosen', async () => {
    const input = { id: 'plan-1', show: 'all', search: '', sort: null, format: 'csv' };
    const exported = { path: '/home/ada/report.csv', rows: 3, bytes: 120 };
    const written = await callOf('revocation.export', input, [{ type: 'done', exported }]);
    expect(written.records).toMatchObject([
      {
        action: 'export.written',
        revocation: 'plan-1',
        correlation: 'plan-1',
        connection: { id: 'shop' },
        details: { of: 'report', format: 'csv', ...exported },
      },
    ]);
    const none = await callOf('revocation.export', input, [{ type: 'done', exported: null }]);
    expect(none.records).toEqual([]);
    const gaps = { id: 'plan-1', format: 'csv' };
    const notCovered = await callOf('revocation.exportGaps', gaps, [{ type: 'done', exported }]);
    expect(notCovered.records).toMatchObject([
      { action: 'export.written', revocation: 'plan-1', details: { of: 'not-covered', ...exported } },
    ]);
  });
});

describe('a call that its page gave up', () => {
  const aborting = async () => {
    throw failure('aborted');
  };
  const settingsOfCall = { ...settings, address: 'https://other.example' };

  it.each([
    ['connections.try', { id: 'shop', settings: settingsOfCall, key: 'k' }, 'connection.tried'],
    ['forwarding.test', { settings: settingsOfCall }, 'settings.changed'],
  ] as const)('is in the log where something may have been sent: %s', async (channel, input, action) => {
    const { audit, calls } = recorded({ [channel]: aborting });
    await errorOf(calls[channel](input, callContext()));
    expect(audit.records).toMatchObject([{ action, outcome: 'unknown', details: { code: 'aborted' } }]);
  });

  it('is in the log where the file of an export has its name by then', async () => {
    const exported = { path: '/home/ada/report.csv', rows: 3, bytes: 120 };
    const { audit, calls } = recorded({
      'revocation.export': async (_input, context) => {
        const { emit } = context as { emit: (items: readonly unknown[]) => Promise<void> };
        stream.abort();
        await emit([{ type: 'done', exported }]);
      },
    });
    const stream = recordStream();
    const input = { id: 'plan-1', show: 'all', search: '', sort: null, format: 'csv' };
    await errorOf(calls['revocation.export'](input, stream.context));
    expect(audit.records).toMatchObject([{ action: 'export.written', details: exported }]);
  });

  it('is not in the log where nothing was shown', async () => {
    const { audit, calls } = recorded({ 'directory.user': aborting });
    await errorOf(calls['directory.user']({ connectionId: 'shop', userId: 'u' }, callContext()));
    expect(audit.records).toEqual([]);
  });
});
