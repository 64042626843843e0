import { describe, expect, it, test, vi } from 'vitest';
import { createProgressDisplay, localDataDirectory, toFileName } from './host-system.ts';

vi.mock('electron', () => ({}));

test.each([
  ['curfew-report.csv', 'curfew-report.csv'],
  ['Alpha: 3/4 of "all".csv', 'Alpha- 3-4 of -all-.csv'],
  ['../../etc/passwd', '-..-etc-passwd'],
  ['..\\..\\boot.ini', '-..-boot.ini'],
  ['.bashrc', 'bashrc'],
  ['name\u0000\n.csv', 'name-.csv'],
  ['ends with dots...', 'ends with dots'],
  ['Münster 東京.jsonl', 'Münster 東京.jsonl'],
  ['report\u202evsc.exe', 'report-vsc.exe'],
  ['\u200b\u2060.csv', '-.csv'],
  ['', 'curfew'],
  ['...', 'curfew'],
])('a file that is suggested as %o is named %o', (text, name) => expect(toFileName(text)).toBe(name));

test('a long name keeps its ending', () => {
  const name = toFileName(`${'a'.repeat(500)}.csv`);
  expect(name).toHaveLength(120);
  expect(name.endsWith('a.csv')).toBe(true);
});

function display(hasIndeterminate = true) {
  const bars: number[] = [];
  const blockers: string[] = [];
  let lastBlocker = 0;
  const shown = createProgressDisplay({
    setProgress: (value) => void bars.push(value),
    keepAwake: () => {
      // Electron's ids begin with 0.
      blockers.push(`start ${lastBlocker}`);
      return lastBlocker++;
    },
    letSleep: (id) => void blockers.push(`stop ${id}`),
    hasIndeterminate,
  });
  return { ...shown, bars, blockers };
}

describe('the bar', () => {
  test('follows the share in whole percents, and goes away with the work', () => {
    const { show, bars } = display();
    show({ share: 0, count: 1 });
    show({ share: 0.501, count: 1 });
    show({ share: 0.5044, count: 2 });
    show({ share: 1, count: 1 });
    show({ share: null, count: 0 });
    expect(bars).toEqual([0, 0.5, 1, -1]);
  });

  test('is never set while nothing changes', () => {
    const { show, bars } = display();
    show({ share: null, count: 0 });
    expect(bars).toEqual([]);
  });

  test.each([
    [true, 2],
    [false, 0],
  ])('of an unknown share (a system that has one: %s) is %i', (hasIndeterminate, bar) => {
    const { show, bars } = display(hasIndeterminate);
    show({ share: null, count: 1 });
    show({ share: Number.NaN, count: 1 });
    expect(bars).toEqual([bar]);
  });

  test.each([
    [-0.5, 0],
    [1.5, 1],
  ])('of a share of %d stays a share', (share, bar) => {
    const { show, bars } = display();
    show({ share, count: 1 });
    expect(bars).toEqual([bar]);
  });

  test('is put on a window that is new, unless there is none to show', () => {
    const { show, again, bars } = display();
    again();
    show({ share: 0.25, count: 1 });
    again();
    expect(bars).toEqual([0.25, 0.25]);
  });
});

describe('the system', () => {
  test('is kept awake once while anything runs, and let go after it', () => {
    const { show, blockers } = display();
    show({ share: 0.1, count: 1 });
    show({ share: 0.2, count: 2 });
    show({ share: 0.3, count: 1 });
    show({ share: null, count: 0 });
    show({ share: null, count: 0 });
    expect(blockers).toEqual(['start 0', 'stop 0']);
  });

  test('is kept awake again by the next work', () => {
    const { show, blockers } = display();
    for (const count of [1, 0, 1]) show({ share: null, count });
    expect(blockers).toEqual(['start 0', 'stop 0', 'start 1']);
  });
});

const windows = {
  localAppData: 'C:\\Users\\ada\\AppData\\Local',
  name: 'Curfew',
  isGiven: false,
} as const;

describe('the data folder on Windows', () => {
  it('is in the local application data, not in the roaming ones', () => {
    expect(localDataDirectory(windows)).toBe('C:\\Users\\ada\\AppData\\Local\\Curfew');
  });

  it("is Electron's own choice when it was given, and where Windows names no local folder", () => {
    expect(localDataDirectory({ ...windows, isGiven: true })).toBeNull();
    expect(localDataDirectory({ ...windows, localAppData: undefined })).toBeNull();
  });
});
