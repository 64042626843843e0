import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt, type JSONWebKeySet } from 'jose';
import { expect } from 'vitest';
import type { SignalReceiver, SignalReceiverSettings } from '../../../../src/contract/domain/signals.ts';
import { failure } from '../../../../src/contract/failure.ts';
import { createRecorder } from '../../../../src/main/audit/recorder.ts';
import { readAuthorities } from '../../../../src/main/connections/authorities.ts';
import type { AskAboutSignals, SignalQuestion } from '../../../../src/main/signals/receiver-questions.ts';
import { openSignals, type SignalsService } from '../../../../src/main/signals/signals.ts';
import type { EndedSession } from '../../../../src/main/signals/signals-port.ts';
import { tlsFixture } from '../../../support/tls-fixture.ts';
import { eventually } from '../../../unit/support/eventually.ts';
import { context, reversing } from '../connections.ts';
import { firstShown, type LoggedConsole, openLoggedConsole } from '../consoles/logged-console.ts';
import { httpsReceiver, type TestReceiver } from './receivers.ts';

export const AUTHORISATION = 'Bearer planted-signals-0123456789';
export const CONNECTION = 'b0c4b9a2-3f6e-4c7e-9a55-0d4d0a3f0001';
export const REVOCATION = '6f1c5a54-5a5c-4b8e-8f2b-0d4d0a3f0002';
export const ISSUER = 'https://console.example/curfew';
export const authorities = readAuthorities(tlsFixture('authority.pem'));
export const sessionRevoked = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
export const verification = 'https://schemas.openid.net/secevent/ssf/event-type/verification';

interface Console extends LoggedConsole {
  readonly signals: SignalsService;
  readonly asked: readonly SignalQuestion[];
}

interface ConsoleOptions {
  readonly folder?: string;
  readonly ask?: AskAboutSignals;
  readonly secretStore?: ReturnType<typeof reversing>;
  /** Whether there is such a connection; missing: there is each. */
  readonly isConnection?: (id: string) => boolean;
}

/** The store, the log and the signals as the console opens them, with a clock of the test. */
export async function openConsole(options: ConsoleOptions = {}): Promise<Console> {
  const { ask = async () => true, isConnection = () => true, secretStore = reversing() } = options;
  const asked: SignalQuestion[] = [];
  const { service: signals, ...console } = await openLoggedConsole(options, ({ clock, folder, log, store }) =>
    openSignals({
      ...{ dataDirectory: folder, secretStore, lockPrint: () => null, queue: store.deliveries },
      ...{ audit: createRecorder(log), clock },
      connection: (id) => {
        if (!isConnection(id)) throw failure('not-found', { reason: 'connection-unknown' });
        return { name: nameOf(id) };
      },
      auditConnection: (id) => ({
        ...{ id, name: nameOf(id), environment: 'staging', address: 'https://core.example', core: null },
      }),
      saveFile: async (name) => join(folder, name),
      ask: (question) => {
        asked.push(question);
        return ask(question);
      },
    }),
  );
  return { ...console, signals, asked };
}

function nameOf(connectionId: string): string {
  return `Connection ${connectionId.slice(-4)}`;
}

export function setReceiver(): Promise<TestReceiver> {
  return httpsReceiver((body) => [body], 202);
}

export function settingsFor(
  { port }: TestReceiver,
  more: Partial<SignalReceiverSettings> = {},
): SignalReceiverSettings {
  return {
    ...{ connectionId: CONNECTION, name: 'API gateway', address: `https://127.0.0.1:${port}/events` },
    ...{ audience: 'https://gateway.example', issuer: ISSUER, subject: { type: 'session' } },
    ...{ protectsAllServices: true, authorities, ...more },
  };
}

export function add(
  { signals }: Console,
  settings: SignalReceiverSettings,
  authorisation: string | null = null,
): Promise<SignalReceiver> {
  const request = { settings, authorisation, keepAuthorisation: 'stored' } as const;
  return signals.handlers['signals.save'](request, context);
}

/** Adds a receiver that took its verification event and said so: what comes next is about the events alone. */
export async function addVerified(
  console: Console,
  settings: SignalReceiverSettings,
  authorisation: string | null = null,
): Promise<SignalReceiver> {
  const saved = await add(console, settings, authorisation);
  await eventually(async () => {
    const one = (await shown(console)).find(({ id }) => id === saved.id);
    expect(one).toMatchObject({ verification: { state: 'delivered' }, delivery: { waiting: 0 } });
  });
  return saved;
}

export function session(number: number, { clock }: Console): EndedSession {
  const owner = { userId: `user-${number}`, email: `user-${number}@example.com` };
  return { handle: `handle-${number}`, ...owner, endedAt: clock.now() - 1_500, goneSince: number };
}

export function end(
  console: Console,
  receiver: { readonly id: string },
  from: number,
  to: number,
): Promise<void> {
  const events = Array.from({ length: to - from + 1 }, (_, at) => session(from + at, console));
  const { id: receiverId } = receiver;
  return console.signals.queue({ revocationId: REVOCATION, receiverId, reason: 'Phishing', events });
}

/** What the screen is told now. */
export function shown({ signals }: Console, connectionId = CONNECTION): Promise<SignalReceiver[]> {
  return firstShown((watching) => signals.handlers['signals.watch']({ connectionId }, watching));
}

export async function deliveryOf(console: Console) {
  return (await shown(console))[0]?.delivery;
}

export async function outcomeOf({ signals }: Console) {
  return (await signals.outcomes(REVOCATION))[0];
}

/** Which sessions the receiver was told of, in the order in which it was told. */
export function handlesAt({ texts }: TestReceiver): string[] {
  return texts
    .map((text) => decodeJwt(text))
    .filter(({ events }) => Object.hasOwn(events as object, sessionRevoked))
    .map(({ sub_id }) => (sub_id as { id: string }).id);
}

export function handles(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `handle-${from + at}`);
}

export function isOf(number: number) {
  return (text: string) => (decodeJwt(text).sub_id as { id: string }).id === `handle-${number}`;
}

/** The keys as the operator gives them to a receiver. */
export async function exportedKeys({ signals }: Console): Promise<JSONWebKeySet> {
  const written = await signals.handlers['signals.exportKeys']({}, context);
  return JSON.parse(await readFile(written?.path ?? '', 'utf8'));
}
