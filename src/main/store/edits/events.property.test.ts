import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  match,
  openRevocation,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { type UnplannedSessions, unplannedSessions } from '../../../contract/domain/revocation/run.ts';
import {
  type OAuthState,
  oauthStates,
  type TargetState,
  targetStates,
} from '../../../contract/domain/stored-names.ts';
import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import { type TargetCondition, targetConditions } from '../interface.ts';
import { tableOperations } from '../operations/operations.ts';
import { tableQueries } from '../queries/queries.ts';
import {
  flagsAfter,
  isGone,
  isOpen,
  mayHaveBeenActive,
  nextState,
  type TargetEvent,
  verifiedAfter,
} from '../target-state.ts';

interface Target {
  readonly handle: string;
  readonly user: 'whole' | 'part' | null;
  readonly newSession: boolean;
  readonly linked: boolean;
  ordered: boolean;
  state: TargetState;
  code: string | null;
  verified: boolean;
  wasLost: boolean;
  wasActive: boolean;
  batchLimit: number;
  endedAt: number | null;
  oauth: OAuthState;
  signalled: boolean;
}

const timeout: AppError = failure('timeout').error;
const refused: AppError = failure('core-error').error;

const event: fc.Arbitrary<TargetEvent> = fc.constantFrom<TargetEvent>(
  { type: 'sent' },
  { type: 'sent' },
  { type: 'not-sent' },
  { type: 'confirmed' },
  { type: 'not-named' },
  { type: 'lost', error: timeout },
  { type: 'read-absent' },
  { type: 'read-active' },
  { type: 'read-failed', error: refused },
  { type: 'doubted', error: refused },
  { type: 'given-up', error: refused },
  { type: 'reopened' },
);

type Step =
  | { readonly type: 'oauth'; readonly on: readonly number[]; readonly state: OAuthState }
  | { readonly type: 'signalled'; readonly on: readonly number[] }
  | {
      readonly type: 'event';
      readonly on: readonly number[];
      readonly event: TargetEvent;
      readonly halve: boolean;
    }
  | { readonly type: 'new'; readonly user: 'whole' | 'part'; readonly seen: 'active' | 'ended' }
  | {
      readonly type: 'where';
      readonly where: TargetCondition;
      readonly event: TargetEvent;
      readonly keepError: boolean;
    }
  | { readonly type: 'again'; readonly where: TargetCondition }
  | { readonly type: 'order'; readonly which: UnplannedSessions }
  | {
      readonly type: 'list';
      readonly user: 'whole' | 'part';
      readonly missing: readonly number[];
      /** The session that is not known is under an id that came by a link. */
      readonly linked: boolean;
    };

const where = fc.constantFrom(...targetConditions);
const user = fc.constantFrom('whole' as const, 'part' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('event' as const),
      on: fc.uniqueArray(fc.nat(11), { minLength: 1 }),
      event,
      halve: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('oauth' as const),
      on: fc.uniqueArray(fc.nat(11), { minLength: 1 }),
      state: fc.constantFrom(...oauthStates),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('signalled' as const),
      on: fc.uniqueArray(fc.nat(11), { minLength: 1 }),
    }),
  },
  fc.record({
    type: fc.constant('new' as const),
    user,
    seen: fc.constantFrom('active' as const, 'ended' as const),
  }),
  fc.record({ type: fc.constant('where' as const), where, event, keepError: fc.boolean() }),
  fc.record({ type: fc.constant('again' as const), where }),
  fc.record({ type: fc.constant('order' as const), which: fc.constantFrom(...unplannedSessions) }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('list' as const),
      user,
      missing: fc.uniqueArray(fc.nat(11)),
      linked: fc.boolean(),
    }),
  },
);

/** What the store should say, told by a list in memory. */
function createModel() {
  const targets: Target[] = [];
  let lastActiveAt: number | null = null;

  function add(handle: string, of: Target['user'], newSession: boolean, linked = false): Target {
    const target: Target = {
      handle,
      user: of,
      newSession,
      linked,
      ordered: false,
      state: 'planned',
      code: null,
      verified: false,
      wasLost: false,
      wasActive: false,
      batchLimit: 65_535,
      endedAt: null,
      oauth: 'not-asked',
      signalled: false,
    };
    targets.push(target);
    return target;
  }

  function apply(target: Target, what: TargetEvent, at: number): void {
    const error = target.code === null ? null : { ...timeout, code: target.code as AppError['code'] };
    const from = { ...target, error };
    const next = nextState(from, what);
    if (!next) return;
    const flags = flagsAfter(from, what);
    if (mayHaveBeenActive(from.state, what)) lastActiveAt = Math.max(lastActiveAt ?? 0, at);
    target.endedAt = isGone(next.state) ? (isGone(from.state) ? target.endedAt : at) : null;
    // On a session that is there again, clients can get new tokens.
    if (!isGone(next.state)) Object.assign(target, { oauth: 'not-asked', signalled: false });
    target.verified = verifiedAfter(what) ?? target.verified;
    Object.assign(target, flags, { state: next.state, code: next.error?.code ?? null });
  }

  function isOrdered({ linked, newSession, ordered, user: of }: Target): boolean {
    return !newSession || ordered || (of === 'whole' && !linked);
  }

  function isUnplanned(which: UnplannedSessions, { linked, newSession }: Target): boolean {
    return newSession && linked === (which === 'linked');
  }

  function isToDispatchAgain(target: Target): boolean {
    if (!isOrdered(target)) return false;
    const { batchLimit, code, state, verified } = target;
    const failedOrUnsent = (code !== null && batchLimit > 0) || !verified;
    return state === 'planned' || (state === 'still-active' && failedOrUnsent);
  }

  const ofUnplanned = (which: UnplannedSessions) => ({
    [`${which}-to-dispatch`]: (target: Target) =>
      isUnplanned(which, target) && isOrdered(target) && isOpen(target.state),
    [`${which}-to-dispatch-again`]: (target: Target) =>
      isUnplanned(which, target) && isToDispatchAgain(target),
    [`${which}-to-verify`]: (target: Target) =>
      isUnplanned(which, target) &&
      !target.verified &&
      target.state !== 'planned' &&
      target.state !== 'failed',
    [`${which}-not-gone`]: (target: Target) => isUnplanned(which, target) && !isGone(target.state),
  });

  const conditions: Record<string, (target: Target) => boolean> = {
    ...ofUnplanned('new'),
    ...ofUnplanned('linked'),
    // Nothing is excluded here.
    'new-to-order': (target) => isUnplanned('new', target) && isOpen(target.state),
    'to-dispatch': (target) => isOrdered(target) && isOpen(target.state),
    'to-dispatch-again': isToDispatchAgain,
    sent: ({ state }) => state === 'sent',
    unknown: ({ state }) => state === 'unknown',
    'still-active': (target) => isOrdered(target) && target.state === 'still-active',
    failed: (target) => isOrdered(target) && target.state === 'failed',
    'ordered-not-gone': (target) => isOrdered(target) && !isGone(target.state),
    'sent-not-verified': ({ state, verified }) => !verified && state !== 'planned' && state !== 'failed',
    'not-verified': ({ verified }) => !verified,
    'not-ended': ({ state, verified }) => !verified || !isGone(state),
    'tokens-to-end': (target) => isOrdered(target) && isGone(target.state) && target.oauth !== 'ended',
    'known-gone': ({ state, verified }) => isGone(state) && verified,
    'to-signal': ({ signalled, state, verified }) => isGone(state) && verified && !signalled,
    'no-owner': ({ newSession, user: of }) => !newSession && of === null,
  };

  const where = (condition: TargetCondition) => {
    const isTrue = conditions[condition];
    if (!isTrue) throw new Error(`The model does not know ${condition}.`);
    return targets.filter(isTrue);
  };

  return { targets, add, apply, where, lastActiveAt: () => lastActiveAt };
}

function openRun() {
  const revocation = openRevocation();
  const model = createModel();
  const owners = ['whole', 'part', null] as const;
  const matches = Array.from({ length: 9 }, (_, n) => match(`h${n + 1}`, { userId: owners[n % 3] ?? null }));
  const identities = [{ id: 'part', kind: 'only' as const, recipeUserId: 'part' }];
  revocation.commit(
    { type: 'add-users', users: [userRecord('whole', { whole: true }), userRecord('part', { identities })] },
    { type: 'add-matches', matches },
  );
  for (const { handle, userId } of matches) model.add(handle, userId as Target['user'], false);
  runOperation(revocation.file, tableOperations.freeze(revocation.file, revocation.rev, {}));
  return { ...revocation, model };
}

function take({ commit, file, model, rev }: ReturnType<typeof openRun>, one: Step, at: number): void {
  const { targets } = model;
  switch (one.type) {
    case 'event': {
      const on = one.on.filter((n) => n < targets.length);
      commit({
        type: 'event',
        at,
        event: one.event,
        on: on.map((n) => n + 1),
        ...(one.halve ? { halve: true as const } : {}),
      });
      for (const n of on) {
        const target = targets[n] as Target;
        if (one.halve)
          target.batchLimit =
            on.length === 1 && target.batchLimit > 1
              ? 1
              : Math.min(target.batchLimit, Math.floor(on.length / 2));
        model.apply(target, one.event, at);
      }
      break;
    }
    case 'oauth': {
      const on = one.on.filter((n) => n < targets.length);
      commit({ type: 'oauth', state: one.state, on: on.map((n) => n + 1) });
      for (const n of on) {
        const target = targets[n] as Target;
        if (isGone(target.state)) target.oauth = one.state;
      }
      break;
    }
    case 'signalled': {
      const on = one.on.filter((n) => n < targets.length);
      commit({ type: 'signalled', on: on.map((n) => n + 1) });
      for (const n of on) {
        const target = targets[n] as Target;
        if (isGone(target.state) && target.verified) target.signalled = true;
      }
      break;
    }
    case 'new': {
      const handle = `n${targets.length}`;
      // Known ones are passed over.
      commit({ type: 'new-sessions', at, userId: one.user, handles: [handle, 'h1', handle], seen: one.seen });
      const target = model.add(handle, one.user, true);
      if (one.seen === 'active') model.apply(target, { type: 'read-active' }, at);
      else for (const type of ['sent', 'confirmed'] as const) model.apply(target, { type }, at);
      break;
    }
    case 'where': {
      const on = model.where(one.where);
      runOperation(file, tableOperations.recordWhere(file, rev, { ...one, at }));
      for (const target of on) {
        const { event: what } = one;
        const keeps = one.keepError && what.type === 'given-up' && target.code !== null;
        const own = { ...timeout, code: target.code as AppError['code'] };
        model.apply(target, keeps ? { type: 'given-up', error: own } : what, at);
      }
      break;
    }
    case 'again': {
      for (const target of model.where(one.where)) target.verified = false;
      runOperation(file, tableOperations.verifyAgain(file, rev, { where: one.where }));
      break;
    }
    case 'order': {
      const on = model.where(`${one.which}-not-gone`);
      runOperation(file, tableOperations.orderSessions(file, rev, { at, where: `${one.which}-not-gone` }));
      for (const target of on) {
        target.ordered = true;
        model.apply(target, { type: 'reopened' }, at);
      }
      break;
    }
    case 'list': {
      const own = targets.filter((target) => target.user === one.user);
      const listed = own.filter((_, n) => !one.missing.includes(n));
      const fresh = `n${at}-${targets.length}`;
      const onlyListed = one.user === 'part';
      const result = runOperation(
        file,
        tableOperations.compareWithList(file, rev, {
          at,
          userId: one.user,
          handles: [...listed.map(({ handle }) => handle), fresh],
          linked: one.linked ? [{ id: 'link', handles: [fresh], isNew: true }] : [],
          onlyListed,
          addNew: true,
          knownBefore: targets.filter(({ newSession }) => newSession).length,
        }),
      );
      expect(result.newSessions).toBe(1);
      for (const target of own) {
        if (listed.includes(target)) model.apply(target, { type: 'read-active' }, at);
        // Sessions of the plan were listed with the ids of their user; new ones were not.
        else if (!onlyListed || !target.newSession) model.apply(target, { type: 'read-absent' }, at);
      }
      // Beside a user of whom only some sessions are ordered, it is remembered.
      if (!one.linked || !onlyListed)
        model.apply(model.add(fresh, one.user, true, one.linked), { type: 'read-active' }, at);
    }
  }
}

function expectSame({ file, model, rev }: ReturnType<typeof openRun>): void {
  const { counted, stored } = storedAndCounted(file, rev);
  expect(stored).toEqual(counted);
  const counts = tableQueries.counts(file, rev, {});
  for (const state of targetStates) {
    const of = (newSession: boolean, linked = false) =>
      model.targets.filter(
        (target) => target.newSession === newSession && target.linked === linked && target.state === state,
      ).length;
    expect([counts.targets[state], counts.newSessions[state], counts.linkedSessions[state]]).toEqual([
      of(false),
      of(true),
      of(true, true),
    ]);
  }
  const withTokens = (...states: readonly OAuthState[]) =>
    model.targets.filter(({ oauth }) => states.includes(oauth)).length;
  expect(counts.oauth).toEqual({ ended: withTokens('ended'), unknown: withTokens('sent', 'unknown') });
  expect(counts.lastActiveAt).toBe(model.lastActiveAt());
  const page = tableQueries.targets(file, rev, { type: 'offset', offset: 0, limit: 100 });
  expect(
    page.map(({ endedAt, error, handle, linked, newSession, oauth, state, userId }) => ({
      endedAt,
      code: error?.code ?? null,
      handle,
      linked,
      newSession,
      oauth,
      state,
      user: userId,
    })),
  ).toEqual(
    model.targets.map(({ endedAt, code, handle, linked, newSession, oauth, state, user: of }) => ({
      endedAt,
      code,
      handle,
      linked,
      newSession: newSession && !linked,
      oauth,
      state,
      user: of,
    })),
  );
  for (const condition of targetConditions) {
    const wanted = model.where(condition).map(({ handle }) => handle);
    const targets = tableQueries.runTargets(file, rev, { where: condition, after: 0, limit: 100 });
    expect([condition, targets.map(({ handle }) => handle)]).toEqual([condition, wanted]);
    expect([condition, tableQueries.countTargets(file, rev, { where: condition })]).toEqual([
      condition,
      wanted.length,
    ]);
    if (condition === 'known-gone' || condition === 'to-signal') {
      const gone = tableQueries.goneTargets(file, rev, { where: condition, after: 0, limit: 100 });
      expect(gone.map(({ endedAt, handle, userId }) => ({ endedAt, handle, user: userId }))).toEqual(
        model.where(condition).map(({ endedAt, handle, state, user: of }) => ({
          ...{ endedAt: state === 'revoked' ? endedAt : null, handle, user: of },
        })),
      );
    }
    const sample = tableQueries.sampleTargets(file, rev, { where: condition, count: 3 });
    expect(sample.length).toBeLessThanOrEqual(3);
    expect(sample.length > 0).toBe(wanted.length > 0);
    expect(sample.every(({ handle }) => wanted.includes(handle))).toBe(true);
  }
}

test('targets, their numbers and the queries of a run follow the events', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const run = openRun();
      for (const [at, one] of steps.entries()) take(run, one, at + 1);
      expectSame(run);
    }),
    { numRuns: 120 },
  );
});
