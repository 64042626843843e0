import { describe, expect, it } from 'vitest';
import { sampledSpecs, specFiles } from '../../scripts/lib/sampled-specs.mjs';

describe('the end-to-end specs of a day', () => {
  const files = specFiles();
  const days = [
    '11-28T23:00Z',
    '11-29T01:00Z',
    '11-30T01:00Z',
    '12-01T01:00Z',
    '12-02T01:00Z',
    '12-03T01:00Z',
  ].map((time) => sampledSpecs(files, new Date(`2026-${time}`)));
  const [first = [], ...next] = days;
  const [afterwards = []] = next.splice(-1);

  it('are others on the next four days, so that five days run every file', () => {
    expect([...new Set([first, ...next].flat())].sort()).toEqual(files);
    expect(afterwards).toEqual(first);
  });

  it('repeat of another day only what runs every day', () => {
    const daily = /\/(users\/search|revocation\/(revoke|report))\.spec\.ts$|^test\/security\//;
    for (const other of next)
      expect(first.filter((file) => other.includes(file))).toEqual(files.filter((file) => daily.test(file)));
  });

  it('are the same at any hour of the day', () => {
    expect(sampledSpecs(files, new Date('2026-11-28T00:00:00Z'))).toEqual(first);
  });

  it('are less than half of all', () => {
    for (const day of days) expect(day.length).toBeLessThan(files.length / 2);
  });
});
