import { describe, expect, it } from 'vitest';
import { dataDirectoryOf } from './data-directory.ts';

const windows = {
  platform: 'win32',
  localAppData: 'C:\\Users\\ada\\AppData\\Local',
  name: 'Curfew',
  isGiven: false,
} as const;

describe('the data folder', () => {
  it('is in the local application data on Windows, not in the roaming ones', () => {
    expect(dataDirectoryOf(windows)).toBe('C:\\Users\\ada\\AppData\\Local\\Curfew');
  });

  it("is Electron's own choice on other systems, when it was given, and where Windows names no local folder", () => {
    expect(dataDirectoryOf({ ...windows, platform: 'darwin' })).toBeNull();
    expect(dataDirectoryOf({ ...windows, isGiven: true })).toBeNull();
    expect(dataDirectoryOf({ ...windows, localAppData: undefined })).toBeNull();
  });
});
