import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseTime, toTimeText, zoneOf } from './time-text.ts';

const twoPm = Date.UTC(2026, 10, 24, 14, 0);

it.each([
  '2026-11-24 14:00',
  '2026-11-24T14:00',
  '2026-11-24 14:00Z',
  ' 2026-11-24 14:00 UTC ',
])('the time %j is read in UTC', (text) => {
  expect(parseTime(text, 'utc')).toBe(twoPm);
});

it('a time can have seconds', () => {
  expect(parseTime('2026-11-24T14:00:30', 'utc')).toBe(Date.UTC(2026, 10, 24, 14, 0, 30));
});

it('a time without an offset is read in the zone of this computer', () => {
  expect(parseTime('2026-11-24T14:00', 'local')).toBe(new Date(2026, 10, 24, 14, 0).getTime());
});

it('a time with an offset has that offset', () => {
  expect(parseTime('2026-11-24 16:00+02:00', 'local')).toBe(twoPm);
  expect(parseTime('2026-11-24T14:00Z', 'local')).toBe(twoPm);
});

it.each([
  '',
  '2026-11-24',
  'tomorrow',
  '2026-13-45T99:00',
  '2026-02-30 10:00',
  '24/11/2026 14:00',
])('the text %j is no time', (text) => {
  expect(parseTime(text, 'utc')).toBeNull();
});

it('a time is written in ISO order, without seconds where they are 0', () => {
  expect(toTimeText(twoPm, 'utc')).toBe('2026-11-24 14:00');
  expect(toTimeText(twoPm + 30_000, 'utc')).toBe('2026-11-24 14:00:30');
  expect(parseTime(toTimeText(twoPm, 'local'), 'local')).toBe(twoPm);
});

it('a time has a zone', () => {
  expect(zoneOf('2026-11-24T14:00', 'utc', 0)).toBe('UTC');
  expect(zoneOf('2026-11-24T14:00', 'local', 0)).toMatch(/^UTC/);
});

describe('in the hour that comes twice when the clocks are set back', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
  afterEach(() => void vi.unstubAllEnvs());

  it('a time that is written can be read again', () => {
    const first = Date.UTC(2026, 9, 25, 0, 30);
    for (const at of [first, first + 3_600_000, first + 7_200_000])
      expect(parseTime(toTimeText(at, 'local'), 'local')).toBe(at);
    expect(toTimeText(first, 'local')).toBe('2026-10-25 02:30');
    expect(toTimeText(first + 3_600_000, 'local')).toBe('2026-10-25 02:30+01:00');
    expect(zoneOf('2026-10-25 02:30+01:00', 'local', 0)).toBe('UTC+1');
  });
});
