import { describe, expect, it } from 'vitest';
import { exampleDraft } from '../../../../../test/unit/support/planning/example-draft.ts';
import { draftTitle, endLabel, whyNotEnd } from './draft-actions.tsx';
import { countToEnd } from './draft-numbers.tsx';

const acme = { name: 'acme', readOnly: false };
const ready = { state: { state: 'ready' } } as const;

describe('the button that ends the sessions of a draft', () => {
  it('has the number of sessions; that there are none, only at the end', () => {
    const none = { ...exampleDraft().totals, sessions: 0, excluded: 0 };
    expect(countToEnd(exampleDraft())).toBe(21);
    expect(endLabel(exampleDraft())).toBe('End 21 sessions …');
    expect(endLabel(exampleDraft({ totals: none }))).toBe('End sessions …');
    expect(endLabel(exampleDraft({ totals: none, ...ready }))).toBe('No sessions to end');
  });

  it('waits for the end of the look-up', () => {
    expect(whyNotEnd(exampleDraft(), acme)).toBe('Wait until the list is looked up, or stop the look-up');
    expect(whyNotEnd(exampleDraft(ready), acme)).toBeNull();
    expect(whyNotEnd(exampleDraft({ state: { state: 'stopped' } }), acme)).toBeNull();
  });

  it('does not tell the operator to wait for a draft that is paused', () => {
    const paused = { state: { state: 'paused', by: 'operator', error: null } } as const;
    expect(whyNotEnd(exampleDraft(paused), acme)).toBe('Resume the look-up, or stop it');
    const source = { type: 'rule', rule: { all: [] }, tenants: null } as const;
    expect(whyNotEnd(exampleDraft({ ...paused, source: { ...source, rule: { all: [] } } }), acme)).toBe(
      'Resume the scan, or stop it',
    );
  });

  it('is disabled on a read-only connection', () => {
    expect(whyNotEnd(exampleDraft(ready), { name: 'acme', readOnly: true })).toBe('acme is read-only here');
  });

  it('is disabled when no session is selected, and when all are excluded', () => {
    const { totals } = exampleDraft();
    expect(whyNotEnd(exampleDraft({ ...ready, totals: { ...totals, sessions: 0, excluded: 0 } }), acme)).toBe(
      'No session is selected',
    );
    expect(whyNotEnd(exampleDraft({ ...ready, totals: { ...totals, excluded: 23 } }), acme)).toBe(
      'All sessions are excluded',
    );
  });
});

it('a draft has the name of its file as its title, unless the list was pasted', () => {
  const format = { type: 'text' } as const;
  expect(draftTitle(exampleDraft())).toBe('List leaked.csv');
  expect(draftTitle(exampleDraft({ source: { type: 'list', name: 'pasted', format } }))).toBe('Pasted list');
});
