import { describe, expect, it } from 'vitest';
import { everyRecord } from '../../../contract/domain/audit/log.ts';
import { actionGroups, actionLabels, actionsNamed, actionsOfHistory } from './audit-actions.ts';
import { filterCount, openRecord, parseAuditSearch, toAuditFilter } from './audit-filter.ts';

describe('the address of the audit log', () => {
  it('has the filters that are set, and no other values', () => {
    const address = { user: 'emp-1815', ticket: '', record: '12', other: 'x', from: 3 };
    expect(parseAuditSearch(address)).toEqual({ user: 'emp-1815', record: '12' });
  });

  it('counts filters, and not the open record', () => {
    expect(filterCount({ user: 'emp-1815', text: 'laptop', record: '12' })).toBe(2);
    expect(filterCount({ record: '12', ticket: undefined })).toBe(0);
  });

  it.each([
    ['12', 12],
    ['0', null],
    ['1.5', null],
    ['x', null],
    [undefined, null],
  ])('names the open record by its sequence: %j', (record, sequence) => {
    expect(openRecord({ record })).toBe(sequence);
  });
});

describe('the filter of an address', () => {
  it('selects every record where the address has none', () => {
    expect(toAuditFilter({ record: '12' })).toEqual(everyRecord);
  });

  it('has times as times, an action as a list, and texts without blanks around them', () => {
    const search = {
      ...{ from: '2026-11-24T14:00:00.000Z', to: 'yesterday', action: 'run.started' },
      ...{ outcome: 'refused', ticket: ' INC-2214 ', text: '  ' },
    };
    expect(toAuditFilter(search)).toEqual({
      ...everyRecord,
      from: Date.UTC(2026, 10, 24, 14),
      actions: ['run.started'],
      outcomes: ['refused'],
      ticket: 'INC-2214',
    });
  });

  it('leaves out an action and an outcome that do not exist', () => {
    expect(toAuditFilter({ action: 'run.invented', outcome: 'good' })).toEqual(everyRecord);
  });

  it('has all actions of a group', () => {
    expect(actionsNamed('views')).toEqual(['search.made', 'user.viewed', 'session.viewed']);
  });
});

describe('the groups of actions', () => {
  it('have every action once', () => {
    const grouped = actionGroups.flatMap(({ actions }) => actions);
    expect([...grouped].sort()).toEqual(Object.keys(actionLabels).sort());
  });

  it('leave out views and intended batches from the history of a user', () => {
    expect(actionsOfHistory).toContain('run.finished');
    expect(actionsOfHistory).not.toContain('user.viewed');
    expect(actionsOfHistory).not.toContain('batch.intended');
  });
});
