import { chooseHost, hasDisplay } from './choose-host.mjs';
import { electronVersion, obtainElectron } from './electron-binary.mjs';

/**
 * What this machine can run the console in; says so in one line, and ends the process where it can run in nothing.
 * @param {{ retry: boolean }} options `retry` fetches Electron again, also when that failed within the last day
 */
export function pickHost({ retry }) {
  const display = hasDisplay(process.platform, process.env);
  const choice = chooseHost({
    wanted: process.env.CURFEW_HOST,
    display,
    version: electronVersion(),
    obtain: () => obtainElectron({ retry }),
  });
  process.stdout.write(`${choice.line}\n`);
  if (choice.host === 'none') process.exit(1);
  return { choice, display };
}
