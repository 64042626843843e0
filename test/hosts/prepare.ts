/** Before end-to-end specs: says on which host they run, and finds or gets its Chromium once for all of them. */
import { chromiumVersion, findChromium } from './chromium/browser/find-chromium.ts';
import { chooseHost } from './launch-console.ts';

try {
  if (chooseHost() === 'electron') process.stdout.write('End-to-end specs run in Electron.\n');
  else {
    const executable = findChromium();
    process.stdout.write(
      `End-to-end specs run in the Chromium host: ${chromiumVersion(executable) || executable}.\n`,
    );
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
