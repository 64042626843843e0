import { win32 } from 'node:path';

interface DataDirectoryInput {
  /** Of the environment: `%LOCALAPPDATA%`. */
  readonly localAppData: string | undefined;
  readonly name: string;
  /** Whether the folder was given on the command line. */
  readonly isGiven: boolean;
}

/**
 * Where the console keeps its files on Windows; null: where Electron would. That is in the roaming application data, which are
 * copied to a server at each log-off: no place for databases of gigabytes. The local ones stay where they are.
 */
export function localDataDirectory({ localAppData, name, isGiven }: DataDirectoryInput): string | null {
  return isGiven || !localAppData ? null : win32.join(localAppData, name);
}
