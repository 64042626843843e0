import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TargetState, targetStates } from '../../../contract/domain/revocation.ts';
import { failure } from '../../../contract/failure.ts';
import { firstStanding, nextStanding, type TargetEvent, type TargetStanding } from './target-state.ts';

const { error } = failure('timeout', 'It took too long.');

const events: readonly TargetEvent[] = [
  { type: 'sent' },
  { type: 'not-sent', wasThere: false },
  { type: 'not-sent', wasThere: true },
  { type: 'doubted', error },
  { type: 'confirmed' },
  { type: 'not-named', afterLostCall: false },
  { type: 'not-named', afterLostCall: true },
  { type: 'lost', error },
  { type: 'read-absent' },
  { type: 'read-there' },
  { type: 'read-failed', error },
  { type: 'given-up', error },
];

/** The states after each of the events; an event that cannot happen is left out. */
function life(...types: readonly TargetEvent['type'][]): TargetState[] {
  let standing: TargetStanding = firstStanding;
  return types.flatMap((type) => {
    const event = events.find((one) => one.type === type);
    const next = event ? nextStanding(standing, event) : null;
    if (!next) return [];
    standing = next;
    return [next.state];
  });
}

describe('the life of a target', () => {
  it('ends as revoked when the core names it', () => {
    expect(life('sent', 'confirmed', 'read-absent')).toEqual(['sent', 'revoked', 'revoked']);
  });

  it('ends as already gone when the core answers without it', () => {
    expect(life('sent', 'not-named')).toEqual(['sent', 'already-gone']);
  });

  it('is unknown when its call got lost, and never failed for that alone', () => {
    expect(life('sent', 'lost')).toEqual(['sent', 'unknown']);
    expect(life('sent', 'lost', 'read-failed', 'read-failed')).toEqual([
      'sent',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('is revoked without the core’s word when it is gone after a lost call', () => {
    expect(life('sent', 'lost', 'read-absent')).toEqual(['sent', 'unknown', 'revoked-unconfirmed']);
  });

  it('is not taken for gone before, when an earlier call that held it got lost', () => {
    const sent = nextStanding({ state: 'still-active', error }, { type: 'sent' });
    expect(sent && nextStanding(sent, { type: 'not-named', afterLostCall: true })).toEqual({
      state: 'revoked-unconfirmed',
    });
  });

  it('is sent again when it is still there, and failed only when it is given up', () => {
    expect(life('sent', 'lost', 'read-there', 'sent', 'confirmed')).toEqual([
      'sent',
      'unknown',
      'still-active',
      'sent',
      'revoked',
    ]);
    expect(life('sent', 'confirmed', 'read-there', 'given-up')).toEqual([
      'sent',
      'revoked',
      'still-active',
      'failed',
    ]);
  });

  it('is as it was before when it was not sent after all', () => {
    expect(nextStanding({ state: 'sent' }, { type: 'not-sent', wasThere: false })).toEqual({
      state: 'planned',
    });
    expect(nextStanding({ state: 'sent' }, { type: 'not-sent', wasThere: true })?.state).toBe('still-active');
  });

  it('is to be ended again, or unknown, when it may have been another core that called it gone', () => {
    expect(life('sent', 'not-named', 'doubted')).toEqual(['sent', 'already-gone', 'planned']);
    expect(life('sent', 'lost', 'read-absent', 'doubted')).toEqual([
      'sent',
      'unknown',
      'revoked-unconfirmed',
      'unknown',
    ]);
  });

  it('keeps the core’s word when it cannot be read again', () => {
    expect(life('sent', 'confirmed', 'read-failed')).toEqual(['sent', 'revoked', 'revoked']);
  });
});

describe('for any order of events', () => {
  const anyLife = fc.array(fc.constantFrom(...events), { maxLength: 40 });

  it('a target always is in one of the states, with a reason where it is unknown or failed', () => {
    fc.assert(
      fc.property(anyLife, (happened) => {
        let standing = firstStanding;
        for (const event of happened) {
          standing = nextStanding(standing, event) ?? standing;
          expect(targetStates).toContain(standing.state);
          if (standing.state === 'unknown' || standing.state === 'failed')
            expect(standing.error).toBeDefined();
        }
      }),
    );
  });

  it('nothing counts as revoked that was neither sent nor seen alive before', () => {
    fc.assert(
      fc.property(anyLife, (happened) => {
        let standing = firstStanding;
        let touched = false;
        for (const event of happened) {
          const next = nextStanding(standing, event);
          standing = next ?? standing;
          if (standing.state === 'sent' || standing.state === 'still-active') touched = true;
          if (standing.state.startsWith('revoked')) expect(touched).toBe(true);
        }
      }),
    );
  });

  it('nothing that is under way can be read, given up or sent twice', () => {
    const whileSent = events.filter((event) => nextStanding({ state: 'sent' }, event) !== null);
    expect(new Set(whileSent.map(({ type }) => type))).toEqual(
      new Set(['confirmed', 'not-named', 'lost', 'not-sent']),
    );
  });
});
