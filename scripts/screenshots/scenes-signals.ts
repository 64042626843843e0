import { type HttpsReceiver, startHttpsReceiver } from '../../test/e2e/support/https-receiver.ts';
import { tlsFixture } from '../../test/support/tls-fixture.ts';
import { phrase, sentence } from './phrase.ts';
import { connect, type Stage } from './stage.ts';

/** Receivers of a connection, and what they get of a revocation: one of them takes events, the other one is away at first. */
export async function takeSignals(stage: Stage): Promise<void> {
  const gateway = await startHttpsReceiver({ status: 202 });
  const edge = await startHttpsReceiver({ status: 202 });
  try {
    await takeReceivers(stage, gateway, edge);
    await takeExposure(stage, edge);
  } finally {
    gateway.close();
    edge.close();
  }
}

async function takeReceivers(stage: Stage, gateway: HttpsReceiver, edge: HttpsReceiver): Promise<void> {
  const { button, core, dialog, goto, see, take } = stage;
  await connect(stage, {
    ...{ name: 'acme-signals', address: core.uri, key: core.apiKey, environment: 'staging' },
  });
  await goto('/connections');
  await see('signals.none');
  await button('signals.add').scrollIntoViewIfNeeded();
  await take('signals-none');
  await button('signals.add').click();
  await button('receivers.save', dialog).click();
  await dialog.getByText(phrase('signals.audience.fault')).waitFor();
  await take('signals-form-faults');
  await addReceiver(stage, 'API gateway', gateway.port);
  await button('signals.add').click();
  await addReceiver(stage, 'Edge workers', edge.port);
  await see('signals.verification.delivered');
  await button('signals.add').scrollIntoViewIfNeeded();
  await take('signals-receivers');
}

async function addReceiver({ button, dialog, field, take }: Stage, name: string, port: number) {
  await field('receivers.name', dialog).fill(name);
  await field('receivers.address', dialog).fill(`https://127.0.0.1:${port}/events`);
  await field('signals.audience', dialog).fill('https://gateway.example');
  await field('signals.issuer', dialog).fill('https://curfew.example');
  await dialog.getByText(phrase('signals.subject.user-id'), { exact: true }).click();
  await field('signals.subject.issuer', dialog).fill('https://login.example');
  await dialog.getByRole('checkbox', { name: phrase('signals.protects.choice') }).check();
  await button('connections.authorities.add', dialog).click();
  await dialog.getByLabel(phrase('connections.authorities.pem')).fill(tlsFixture('authority.pem'));
  await button('connections.authorities.add-pasted', dialog).click();
  await dialog.getByText('Test authority').waitFor();
  if (name === 'API gateway') await take('signals-form');
  await button('receivers.save', dialog).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function takeExposure(stage: Stage, edge: HttpsReceiver): Promise<void> {
  const { button, dialog, field, goto, main, rows, take } = stage;
  edge.answer = { status: 503 };
  await goto('/users/emp-1906');
  await button('user.end-count').click();
  await field('question.reason', dialog).fill('Stolen laptop, INC-2214');
  await dialog.getByText(sentence('signals.asked.receivers')).waitFor();
  await take('signals-question');
  await button('question.act', dialog).click();
  await dialog.getByText('1 of 2 services confirmed').waitFor();
  await button('signals.result.retry-named', dialog).waitFor();
  await take('signals-result-open');
  await dialog.getByRole('link', { name: phrase('report.open') }).click();
  await dialog.waitFor({ state: 'hidden' });
  await rows('report.sessions').first().waitFor();
  await take('signals-report-open');
  edge.answer = { status: 400, body: '{"err":"invalid_audience"}' };
  await button('signals.result.retry-named', main).click();
  await button('signals.result.send-again-named', main).waitFor();
  await take('signals-report-refused');
  edge.answer = { status: 202 };
  await button('signals.result.send-again-named', main).click();
  await main.getByText('2 of 2 services confirmed').waitFor();
  await take('signals-report-closed');
}
