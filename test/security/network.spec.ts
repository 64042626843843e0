/// <reference lib="dom" />
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchConsole } from '../hosts/launch-console.ts';
import type { LaunchedConsole } from '../hosts/shared/launched-console.ts';
import { type Listener, listenTcp, listenUdp } from './support/listeners.ts';
import '../e2e/support/call-main.ts';

/** What a page that was taken over can do to reach somebody. `tcp` and `udp` are ports of this machine. */
const ways: readonly (readonly [name: string, act: (tcp: number, udp: number) => string])[] = [
  ['fetch', (tcp) => `fetch('http://127.0.0.1:${tcp}/fetch', { mode: 'no-cors' })`],
  ['beacon', (tcp) => `navigator.sendBeacon('http://127.0.0.1:${tcp}/beacon', 'stolen')`],
  ['socket', (tcp) => `event(new WebSocket('ws://127.0.0.1:${tcp}/socket'))`],
  ['event stream', (tcp) => `event(new EventSource('http://127.0.0.1:${tcp}/events'))`],
  ['image', (tcp) => `event(Object.assign(new Image(), { src: 'http://127.0.0.1:${tcp}/image' }))`],
  ['script', (tcp) => `import('http://127.0.0.1:${tcp}/script.js')`],
  ['worker', (tcp) => `event(new Worker('http://127.0.0.1:${tcp}/worker.js'))`],
  ['style', (tcp) => `link('stylesheet', 'http://127.0.0.1:${tcp}/style')`],
  ['prefetch', (tcp) => `link('prefetch', 'http://127.0.0.1:${tcp}/prefetch')`],
  ['preload', (tcp) => `link('modulepreload', 'http://127.0.0.1:${tcp}/preload.js')`],
  ['icon', (tcp) => `link('icon', 'http://127.0.0.1:${tcp}/icon')`],
  ['preconnect', (tcp) => `link('preconnect', 'http://127.0.0.1:${tcp}')`],
  ['name ahead of time', () => `link('dns-prefetch', '//planted-prefetch.example')`],
  ['connection to a name', () => `link('preconnect', 'https://planted-preconnect.example')`],
  [
    'frame',
    (tcp) =>
      `event(document.body.appendChild(Object.assign(document.createElement('iframe'), { src: 'http://127.0.0.1:${tcp}/frame' })))`,
  ],
  [
    'form',
    (tcp) => `(() => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: 'http://127.0.0.1:${tcp}/form' });
      document.body.append(form);
      form.submit();
    })()`,
  ],
  ['window', (tcp) => `window.open('http://127.0.0.1:${tcp}/window')`],
  ['address', (tcp) => `location.assign('http://127.0.0.1:${tcp}/address')`],
  [
    'peer',
    (tcp, udp) => `(async () => {
      const peer = new RTCPeerConnection({ iceServers: [
        { urls: 'stun:127.0.0.1:${udp}' },
        { urls: 'stun:planted-stun.example:${udp}' },
        { urls: 'turn:127.0.0.1:${tcp}?transport=tcp', username: 'stolen', credential: 'stolen' },
      ] });
      peer.createDataChannel('stolen');
      const gathered = new Promise((resolve) => {
        peer.addEventListener('icecandidate', ({ candidate }) => {
          window.candidates = [...(window.candidates ?? []), candidate?.candidate ?? ''];
        });
        peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && resolve());
      });
      await peer.setLocalDescription(await peer.createOffer());
      await gathered;
      peer.close();
    })()`,
  ],
];

// An act ends with an event, whether it is refused or not. Three kinds of links have none: what arrives for them is seen by the tests
// that follow, up to the end of the browser.
const helpers = `
  const event = (target) => new Promise((resolve) => {
    for (const name of ['open', 'load', 'error']) target.addEventListener(name, resolve);
  });
  const link = (rel, href) => {
    const element = Object.assign(document.createElement('link'), { rel, href });
    document.head.append(element);
    return ['icon', 'preconnect', 'dns-prefetch'].includes(rel) ? null : event(element);
  };
`;

/** What the log of the browser says of names that were looked up. */
function lookupsIn(text: string): readonly string[] {
  const log = JSON.parse(text) as {
    readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
    readonly events: readonly { readonly type: number; readonly params?: object }[];
  };
  const types = Object.entries(log.constants.logEventTypes);
  const ofLookups = new Set(
    types.filter(([name]) => /^(HOST_RESOLVER|DNS)_/.test(name)).map(([, type]) => type),
  );
  expect(ofLookups.size).toBeGreaterThan(3);
  expect(log.events.length).toBeGreaterThan(10);
  return log.events
    .filter(({ type }) => ofLookups.has(type))
    .map(({ params }) => JSON.stringify(params ?? {}));
}

let launched: LaunchedConsole;
let tcp: Listener;
let udp: Listener;
let folder: string;
let netLog: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-network-'));
  netLog = join(folder, 'net.json');
  [tcp, udp] = await Promise.all([listenTcp(), listenUdp()]);
  launched = await launchConsole({ netLog });
});
test.afterAll(async () => {
  await Promise.all([tcp.close(), udp.close()]);
  await rm(folder, { recursive: true, force: true });
});

for (const [name, act] of ways) {
  test(`a page reaches nobody by ${name}`, { tag: '@control:no-network' }, async () => {
    await launched.page.evaluate(
      `(async () => { ${helpers} await (${act(tcp.port, udp.port)}); })().then(() => null, () => null)`,
    );
    // Main has answered since: what the browser sends at once has left by now.
    await launched.page.evaluate(() => window.curfew.app.info({}, crypto.randomUUID()));
    expect(tcp.arrived).toEqual([]);
    expect(udp.arrived).toEqual([]);
    expect(new URL(launched.page.url()).port).not.toBe(String(tcp.port));
  });
}

test('a page learns no address of this machine from its peers', { tag: '@control:no-network' }, async () => {
  const candidates = await launched.page.evaluate<string[]>('window.candidates ?? []');
  expect(candidates.filter((candidate) => candidate !== '')).toEqual([]);
});

test('the browser has looked up no name, up to its end', { tag: '@control:no-network' }, async () => {
  await launched.close();
  const lookups = lookupsIn(await readFile(netLog, 'utf8'));
  expect(lookups.filter((text) => text.includes('planted-'))).toEqual([]);
  expect(tcp.arrived).toEqual([]);
  expect(udp.arrived).toEqual([]);
});
