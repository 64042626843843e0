import { describe, expect, it } from 'vitest';
import { targetColumns as sortable } from '../../../../contract/domain/revocation/targets.ts';
import { leastWidth, toggleColumn } from '../../../ui/table/columns-menu.tsx';
import { describeNoEnd, hiddenAtFirst, targetColumns } from './target-columns.tsx';

describe('the columns of a report', () => {
  it('are all that main can sort by, each with a heading of its own', () => {
    const columns = targetColumns(true);
    expect(columns.map(({ id }) => id).sort()).toEqual([...sortable].sort());
    expect(new Set(columns.map(({ header }) => header)).size).toBe(columns.length);
    expect(columns.every((column) => column.sortable)).toBe(true);
  });

  it('show in a small window what happened to the sessions', () => {
    const hidden = hiddenAtFirst(1_024, 'list', false);
    const shown = targetColumns(false).filter(({ id }) => !hidden.includes(id));
    expect(shown.map(({ id }) => id)).toEqual([
      ...['handle', 'name', 'tenantId', 'createdAt', 'state', 'endedAt', 'exposureUntil'],
    ]);
    // What is left beside the navigation, within the lines of the table.
    expect(leastWidth(shown)).toBeLessThanOrEqual(806);
  });

  it('have room for all that they show of a list in a window of 1,440 pixels', () => {
    const hidden = hiddenAtFirst(1_440, 'list', false);
    const shown = targetColumns(false).filter(({ id }) => !hidden.includes(id));
    expect(shown.map(({ id }) => id)).toContain('oauth');
    expect(leastWidth(shown)).toBeLessThanOrEqual(1_222);
  });

  it.each([
    [1_024, 806],
    [1_440, 1_222],
  ])('have room for the column of errors in a window of %i pixels', (width, room) => {
    const hidden = hiddenAtFirst(width, 'list', true);
    const shown = targetColumns(true).filter(({ id }) => !hidden.includes(id));
    expect(shown.map(({ id }) => id)).toContain('error');
    expect(leastWidth(shown)).toBeLessThanOrEqual(room);
  });

  it('do not show what selected a session where one thing selected all of them', () => {
    expect(hiddenAtFirst(1_440, 'user', false)).toContain('selectedBy');
    expect(hiddenAtFirst(1_440, 'handles', false)).toContain('selectedBy');
    expect(hiddenAtFirst(1_440, 'list', false)).not.toContain('selectedBy');
    expect(hiddenAtFirst(1_440, 'rule', false)).not.toContain('selectedBy');
  });

  it('do not call a session not ended of which nobody knows', () => {
    for (const state of ['sent', 'unknown'] as const) expect(describeNoEnd(state)).toBe('not known');
    for (const state of ['planned', 'still-active', 'failed'] as const)
      expect(describeNoEnd(state)).toBe('not ended');
  });

  it('are shown and hidden one by one', () => {
    expect(toggleColumn(['email'], 'ip')).toEqual(['email', 'ip']);
    expect(toggleColumn(['email', 'ip'], 'email')).toEqual(['ip']);
  });
});
