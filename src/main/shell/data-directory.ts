import { win32 } from 'node:path';

interface DataDirectoryInput {
  readonly platform: NodeJS.Platform;
  /** Of the environment: `%LOCALAPPDATA%`. */
  readonly localAppData: string | undefined;
  readonly name: string;
  /** Whether the folder was given on the command line. */
  readonly isGiven: boolean;
}

/**
 * Where the console keeps its files, if that is not Electron's own choice (null). On Windows that choice roams: it is copied
 * to a server at each log-off, which no database of gigabytes survives. The local application data stay where they are.
 */
export function dataDirectoryOf({
  platform,
  localAppData,
  name,
  isGiven,
}: DataDirectoryInput): string | null {
  if (platform !== 'win32' || isGiven || !localAppData) return null;
  return win32.join(localAppData, name);
}
