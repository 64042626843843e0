/** What a table says of a user agent. `claimed` is the whole string, for the tooltip: it is only what the client said. */
export interface FormattedDevice {
  readonly text: string;
  readonly claimed: string;
  /** False: shown as it was recorded, because naming a browser would be a guess. */
  readonly recognised: boolean;
}

const longestRaw = 48;

/** Product names that mainstream browsers put into their string beside their own. Anything else is somebody else. */
const companions = new Set(['Mozilla', 'AppleWebKit', 'Gecko', 'Version', 'Mobile', 'Safari', 'Chrome']);

const brands: ReadonlyMap<string, string> = new Map([
  ['Edg', 'Edge'],
  ['EdgA', 'Edge'],
  ['EdgiOS', 'Edge'],
  ['OPR', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['CriOS', 'Chrome'],
  ['FxiOS', 'Firefox'],
  ['Firefox', 'Firefox'],
  ['Vivaldi', 'Vivaldi'],
  ['HeadlessChrome', 'Headless Chrome'],
]);

/** Order matters: iPhones say "like Mac OS X", Android says "Linux". */
const systems: readonly (readonly [RegExp, string])[] = [
  [/^iPhone\b/, 'iOS'],
  [/^iPad\b/, 'iPadOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/^Macintosh\b/, 'macOS'],
  [/\bWindows NT\b/, 'Windows'],
  [/\bLinux\b/, 'Linux'],
];

const formatted = new Map<string, FormattedDevice>();
/** A list with more user agents than this gains nothing by remembering them. */
const mostFormatted = 5_000;

/** Tens of thousands of rows share a few dozen user agents: each is looked into once. */
export function formatDevice(userAgent: string): FormattedDevice {
  const known = formatted.get(userAgent);
  if (known !== undefined) return known;
  const device = deviceOf(userAgent);
  if (formatted.size >= mostFormatted) formatted.clear();
  formatted.set(userAgent, device);
  return device;
}

/**
 * A user agent in text, "Safari, macOS". Names a browser only when every part of the string is one that this browser
 * sends; a script, an app or an unknown browser is shown as it was recorded, shortened.
 */
function deviceOf(userAgent: string): FormattedDevice {
  const claimed = userAgent.trim();
  const comment = /\(([^)]*)\)/.exec(claimed)?.[1] ?? '';
  const browser = browserOf(claimed, comment);
  if (browser === null) return { text: shortened(claimed), claimed, recognised: false };
  const system = systems.find(([pattern]) => pattern.test(comment))?.[1];
  return { text: system === undefined ? browser : `${browser}, ${system}`, claimed, recognised: true };
}

function browserOf(userAgent: string, comment: string): string | null {
  if (!userAgent.startsWith('Mozilla/5.0 (')) return null;
  const names = userAgent
    .replace(/\([^)]*\)/g, ' ')
    .split(/\s+/)
    .filter((token) => token !== '')
    .map((token) => token.split('/')[0] ?? '');
  const others = names.filter((name) => !companions.has(name));
  if (others.length > 1) return null;
  const [other] = others;
  if (other !== undefined) return brands.get(other) ?? null;
  // An app that shows web pages, not a browser. The string does not say which app.
  if (/;\s*wv$/.test(comment)) return null;
  if (names.includes('Chrome') && names.includes('Safari')) return 'Chrome';
  const apple = /^(?:Macintosh|iPhone|iPad)\b/.test(comment);
  return apple && names.includes('Version') && names.includes('Safari') ? 'Safari' : null;
}

function shortened(text: string): string {
  return text.length > longestRaw ? `${text.slice(0, longestRaw - 1).trimEnd()}…` : text;
}
