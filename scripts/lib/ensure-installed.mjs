import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, runNpm } from './run.mjs';

const lockFile = join(repository, 'package-lock.json');
const npmRecord = join(repository, 'node_modules/.package-lock.json');
const stamp = join(repository, 'node_modules/.curfew-installed');

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/** Whether node_modules is what the lock file says: an install that was cut off leaves no stamp. */
export function isInstalled() {
  return existsSync(npmRecord) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

/** Installs from the lock file when that has not happened yet or the lock file changed. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing the packages of package-lock.json …');
  const code = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code !== 0) {
    console.error(
      `npm ci ended with ${code}: its own words stand above. Curfew needs the npm registry once.`,
    );
    process.exit(code);
  }
  writeFileSync(stamp, lockHash());
}
