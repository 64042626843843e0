import { describe, expect, it } from 'vitest';
import { formatDevice } from './format-device.ts';

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('a user agent', () => {
  it.each([
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Version/18.6 Safari/605.1.15`,
      'Safari, macOS',
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${blink} Chrome/141.0.0.0 Safari/537.36`,
      'Chrome, macOS',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
      'Edge, Windows',
    ],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0', 'Firefox, Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Chrome/140.0.0.0 Safari/537.36`, 'Chrome, ChromeOS'],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} Version/18.6 Mobile/15E148 Safari/604.1`,
      'Safari, iOS',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webKit} CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1`,
      'Chrome, iOS',
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${webKit} Version/18.6 Mobile/15E148 Safari/604.1`,
      'Safari, iPadOS',
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-S921B) ${blink} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      'Samsung Internet, Android',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${blink} HeadlessChrome/141.0.0.0 Safari/537.36`,
      'Headless Chrome, Linux',
    ],
  ])('%s is shown as %s', (userAgent, text) => {
    expect(formatDevice(userAgent)).toEqual({ text, claimed: userAgent, recognised: true });
  });

  it.each([
    'python-requests/2.32.3',
    'curl/8.5.0',
    'nightly-export/3.2',
    'okhttp/4.12.0',
  ])('%s, of a client that is no browser, is shown as it was recorded', (userAgent) => {
    expect(formatDevice(userAgent)).toEqual({ text: userAgent, claimed: userAgent, recognised: false });
  });

  it.each([
    [
      'an app built on a browser',
      `Mozilla/5.0 (X11; Linux) ${blink} Slack/4.40 Chrome/130.0 Electron/33.0 Safari/537.36`,
    ],
    [
      'a web view of some app',
      `Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) ${blink} Version/4.0 Chrome/130.0 Mobile Safari/537.36`,
    ],
    ['a crawler', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    [
      'a WebKit browser off Apple systems',
      `Mozilla/5.0 (X11; Linux x86_64) ${webKit} Version/17.0 Safari/605.1.15`,
    ],
    ['a name that is not closed', 'Mozilla/5.0 (Macintosh'],
  ])('%s gets no name of a browser', (_case, userAgent) => {
    const device = formatDevice(userAgent);
    expect(device.recognised).toBe(false);
    expect(userAgent.startsWith(device.text.replace(/…$/, ''))).toBe(true);
    expect(device.text.length).toBeLessThanOrEqual(48);
  });
});
