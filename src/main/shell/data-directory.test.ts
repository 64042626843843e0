import { describe, expect, it } from 'vitest';
import { localDataDirectory } from './data-directory.ts';

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
