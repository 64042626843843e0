/**
 * Switches of Chromium and Node with which whoever starts a packaged console would get into its page or its main process, or
 * would take its protections away.
 */
const refused = new Set([
  ...['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-allow-origins'],
  ...['inspect', 'inspect-brk', 'inspect-wait', 'inspect-port', 'inspect-publish-uid', 'debug-port'],
  ...['no-sandbox', 'disable-sandbox', 'disable-setuid-sandbox', 'disable-namespace-sandbox'],
  ...['disable-seccomp-filter-sandbox', 'single-process', 'no-zygote', 'disable-gpu-sandbox'],
  ...['disable-web-security', 'disable-site-isolation-trials', 'allow-file-access-from-files'],
  ...['ignore-certificate-errors', 'ignore-certificate-errors-spki-list', 'allow-insecure-localhost'],
  ...['load-extension', 'js-flags', 'renderer-cmd-prefix', 'utility-cmd-prefix', 'gpu-launcher'],
  ...['host-rules', 'host-resolver-rules', 'proxy-server', 'proxy-pac-url', 'ssl-key-log-file'],
]);

/** The switches of a command line with which a packaged console does not start. */
export function refusedSwitches(commandLine: readonly string[]): readonly string[] {
  const names = commandLine.slice(1).flatMap((argument) => {
    // Chromium takes one dash as well, and on Windows a slash and upper case.
    const name = /^(?:--?|\/)([^=]+)/.exec(argument)?.[1]?.toLowerCase();
    return name !== undefined && refused.has(name) ? [`--${name}`] : [];
  });
  return [...new Set(names)];
}

/** Throws where a packaged console does not start. */
export function checkCommandLine(commandLine: readonly string[]): void {
  const switches = refusedSwitches(commandLine);
  if (switches.length > 0) throw new RefusedSwitchesError(switches);
}

/** Why a packaged console does not start. */
export class RefusedSwitchesError extends Error {
  override readonly name = 'RefusedSwitchesError';
  readonly switches: readonly string[];

  constructor(switches: readonly string[]) {
    super('The command line takes protections away.');
    this.switches = switches;
  }
}
