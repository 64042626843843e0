/** Milliseconds, measured on a core with a database: ending a handle in a batch of 250, reading one, listing one user. */
const perHandle = 0.1;
const perReading = 0.4;
const perUser = 4;

/**
 * How long ending and verifying is expected to take, in milliseconds. `byUser`: users that are verified by a list of all
 * their sessions.
 */
export function estimateMs(targets: number, readOneByOne: number, byUser: number): number {
  return Math.round(targets * perHandle + readOneByOne * perReading + byUser * perUser);
}
