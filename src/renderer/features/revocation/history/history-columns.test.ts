import { describe, expect, it } from 'vitest';
import {
  countsAtStart,
  exampleProgress,
} from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import { fullCoverage } from '../../../../contract/domain/coverage.ts';
import { leastWidth } from '../../../ui/table/columns-menu.tsx';
import { formatHistoryResult } from './format-history-result.ts';
import {
  formatMoreUsers,
  formatOutcomeTitle,
  hiddenAtFirst,
  historyColumns,
  numbersNow,
} from './history-columns.tsx';

describe('the columns of past revocations', () => {
  it('leave room for whom a revocation was about and why in a small window, and for the button that deletes it', () => {
    const shown = (width: number) =>
      historyColumns.map(({ id }) => id).filter((id) => !hiddenAtFirst(width).includes(id));
    expect(shown(1_440)).toEqual(historyColumns.map(({ id }) => id));
    expect(shown(1_024)).toEqual([
      'startedAt',
      'targets',
      'outcome',
      'exposure',
      'users',
      'reason',
      'remove',
    ]);
  });
});

it('the users of past revocations have room for a name beside their number in a small window', () => {
  const shown = historyColumns.filter(({ id }) => !hiddenAtFirst(1_024).includes(id));
  const users = shown.filter(({ id }) => id === 'users');
  // "and 1,499 more" takes 104 pixels.
  expect(leastWidth(users)).toBeGreaterThanOrEqual(150);
  // What is left beside the navigation, within the lines of the table.
  expect(leastWidth(shown)).toBeLessThanOrEqual(806);
});

describe('the title of a revocation that is at work', () => {
  it('has the numbers of its run, and not those on disk, which are older', () => {
    const counts = { ...countsAtStart(0), 'already-gone': 4 };
    const onDisk = { counts: countsAtStart(4), ended: 0, endedBeside: 0, targets: 4 };
    const newSessions = { ...exampleProgress().newSessions, ended: 1 };
    const now = numbersNow(exampleProgress({ counts, newSessions }));
    expect(formatHistoryResult({ ...onDisk, ...now }).title).toBe(
      'All 4 sessions of the plan were already gone',
    );
  });
});

describe('the users of a past revocation', () => {
  it('are the first one, and how many more there are', () => {
    expect(formatMoreUsers(1)).toBeNull();
    expect(formatMoreUsers(5)).toBe('and 4 more');
    expect(formatMoreUsers(1_001)).toBe('and 1,000 more');
  });

  it('are possibly more than the first one where nobody knows how many there are', () => {
    expect(formatMoreUsers(null)).toBe('and possibly others');
  });
});

describe('the outcome of a past revocation', () => {
  it('that is complete says that its rows were not read yet', () => {
    const title = formatOutcomeTitle({ coverage: fullCoverage, outcome: 'complete', rowsRead: false });
    expect(title).toContain('Nobody knows whether some of them are damaged.');
  });

  it('says nothing of its rows when they were read, or when it is incomplete anyway', () => {
    expect(
      formatOutcomeTitle({ coverage: fullCoverage, outcome: 'complete', rowsRead: true }),
    ).toBeUndefined();
    expect(formatOutcomeTitle({ coverage: null, outcome: 'incomplete', rowsRead: false })).toBeUndefined();
  });
});
