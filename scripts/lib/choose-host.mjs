/**
 * Whether a window can be shown. Only Linux can be without a display.
 * @param {NodeJS.Platform} platform
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function hasDisplay(platform, env) {
  return platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

/**
 * What the console runs in, and the line that says so.
 * @param {{
 *   wanted: string | undefined,
 *   display: boolean,
 *   version: string,
 *   obtain: () => ({ binary: string } | { why: string }),
 * }} input `wanted` is CURFEW_HOST; `obtain` is asked only when Electron could be used
 * @returns {{ host: 'electron', binary: string, line: string } | { host: 'chromium', line: string } | { host: 'none', line: string }}
 */
export function chooseHost({ wanted, display, version, obtain }) {
  if (wanted !== undefined && wanted !== '' && wanted !== 'electron' && wanted !== 'chromium') {
    return { host: 'none', line: 'CURFEW_HOST is "electron" or "chromium".' };
  }
  const inChromium = (/** @type {string} */ why) => `Curfew runs in the Chromium host: ${why}.`;
  if (wanted === 'chromium') return { host: 'chromium', line: inChromium('CURFEW_HOST asks for it') };
  if (!display && wanted !== 'electron') {
    return { host: 'chromium', line: inChromium('Electron needs a display, and there is none') };
  }
  const electron = obtain();
  if ('binary' in electron)
    return { host: 'electron', binary: electron.binary, line: `Curfew runs in Electron ${version}.` };
  const why = `Electron ${version} could not be fetched (${electron.why})`;
  if (wanted === 'electron') return { host: 'none', line: `${why}.` };
  return { host: 'chromium', line: `${inChromium(why)} Try again: npm start -- --retry-electron` };
}
