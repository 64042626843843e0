import { describe, expect, it } from 'vitest';
import { sampledSpecs, specFiles } from '../../scripts/lib/sampled-specs.mjs';

const today = new Date('2026-11-28T23:00:00Z');
const tomorrow = new Date('2026-11-29T01:00:00Z');

describe('the end-to-end specs of a day', () => {
  const files = specFiles();
  const first = sampledSpecs(files, today);
  const second = sampledSpecs(files, tomorrow);

  it('are those of the day before and the others, so that two days run every file', () => {
    expect([...new Set([...first, ...second])].sort()).toEqual(files);
  });

  it('repeat of the day before only what runs every day', () => {
    const both = first.filter((file) => second.includes(file));
    expect(both).toEqual(
      files.filter((file) => /\/(search|revoke|revocation-report)\.spec\.ts$|^test\/security\//.test(file)),
    );
  });

  it('are the same at any hour of the day', () => {
    expect(sampledSpecs(files, new Date('2026-11-28T00:00:00Z'))).toEqual(first);
  });

  it('are about half of all', () => {
    for (const day of [first, second]) {
      expect(day.length).toBeGreaterThan(files.length / 2);
      expect(day.length).toBeLessThan(files.length * 0.7);
    }
  });
});
