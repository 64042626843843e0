import { describe, expect, it } from 'vitest';
import { damagedWords } from './damaged-words.ts';

describe('damagedWords', () => {
  it('are none when every row of the report can be read', () => {
    expect(damagedWords(0)).toBeNull();
  });

  it('say how many rows are damaged, what that means, and what to do', () => {
    expect(damagedWords(1)).toMatch(
      /^1 row of this report is damaged on disk\. Nobody knows how this session ended\./,
    );
    expect(damagedWords(1_200)).toMatch(/^1,200 rows of this report are damaged .* Restore the data folder/);
  });

  it('say that it is not known yet', () => {
    expect(damagedWords(null)).toMatch(/not known yet/);
  });
});
