/** The interface version that the SDK in use speaks; its test checks that. */
export const SPOKEN_CDI = '5.4';

const releases: Readonly<Record<string, string>> = {
  '5.2': '9',
  '5.3': '10.0 to 11.2',
  '5.4': '11.3 to 11.4, or 12.0.0 to 12.0.7',
  '5.5': '12.0.8 or a later 12.0',
  '5.6': '12.1',
};
const OLDEST_KNOWN = '5.2';
const NEWEST_KNOWN = '5.6';

/** Releases of the core for its newest interface version. Cores do not tell their own version. */
export function releaseOf(newestCdi: string): string {
  const known = releases[newestCdi];
  if (known) return known;
  return compareVersions(newestCdi, OLDEST_KNOWN) < 0
    ? 'older than 9'
    : `newer than ${releases[NEWEST_KNOWN]}`;
}

/** Negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parts(version: string): number[] {
  return version.split('.').map(Number);
}
