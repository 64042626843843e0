import { describe, expect, test } from 'vitest';
import type { GuardedChange } from '../connections/guarded-changes.ts';
import { changeQuestion, endedNotification, receiverQuestion, signalQuestion } from './native-messages.ts';

const address = 'https://core.example';

function ask(changes: readonly GuardedChange[], name = 'acme') {
  return changeQuestion({ type: 'change-connection', name, address, changes });
}

const send = { address: 'https://evil.example/', sendsAuthorisation: false, authorities: [] } as const;

/** What is between the first quotation mark and the last one. */
function quotedPart(message: string): string {
  return message.slice(message.indexOf('“') + 1, message.lastIndexOf('”'));
}

// control: native-question
describe('a name in a native question', () => {
  const names = [
    'old” and keep “our SIEM',
    'x”? Choose “Send it there” to stop “',
    'x"? No record is sent',
    "x'' ’’ ‘‘ is kept",
    'x″ ＂ 〞 ❞ ‟ «is» kept',
  ];
  test.each(names)('cannot end its quotation marks: %s', (name) => {
    const messages = [
      ask([{ type: 'lift-read-only' }], name).message,
      receiverQuestion({ type: 'send-records', order: 'save', name, ...send }).message,
      receiverQuestion({ type: 'remove-receiver', name, address, waiting: 0 }).message,
      signalQuestion({ type: 'send-events', connection: 'c', name, protectsAllServices: false, ...send })
        .message,
      signalQuestion({ type: 'remove-signal-receiver', connection: 'c', name, address, waiting: 0 }).message,
    ];
    for (const message of messages) {
      expect(quotedPart(message)).not.toMatch(/["“”″‟«»＂〞❞]|['’‘]{2}/);
      expect(quotedPart(message)).toContain('\\u{');
    }
  });

  test('is shown as it is with an apostrophe', () => {
    expect(ask([{ type: 'lift-read-only' }], 'O’Brien’s core').message).toContain('“O’Brien’s core”');
  });
});

test('a question about a test message says that it is one, and that saving the receiver sends the records too', () => {
  const question = receiverQuestion({ type: 'send-records', order: 'test', name: 'siem', ...send });
  expect(question.message).toBe('Send a test message to “siem”?');
  expect(question.detail).toContain(
    `A test message is sent to ${send.address}. When the receiver is saved, every record from then on is sent there too.`,
  );
  expect(question.detail).not.toContain('from now on');
});

test('a question about a receiver that moves says how much it took, and what waits for the new address', () => {
  const change = {
    ...{
      name: 'siem',
      movesFrom: 'https://old.example/',
      removesAuthorisation: false,
      removesAuthorities: 0,
    },
    queue: { delivered: 120, waiting: 3, refused: 2 },
  };
  const records = receiverQuestion({
    type: 'send-records',
    order: 'save',
    name: 'siem',
    ...send,
    change,
  }).detail;
  expect(records).toContain(
    'Nothing is sent to https://old.example/ any more. Records that the receiver took until now: 120. The new address does not get them by itself. Records that wait, and go to the new address: 3. Records that it refused, and that can be sent again: 2.',
  );
  const more = { connection: 'c', name: 'siem', protectsAllServices: false, ...send };
  const events = signalQuestion({ type: 'send-events', ...more, change }).detail;
  expect(events).toContain('Events that the receiver took until now: 120.');
  const stays = { ...change, movesFrom: null };
  expect(
    receiverQuestion({ type: 'send-records', order: 'save', name: 'siem', ...send, change: stays }).detail,
  ).not.toContain('120');
});

// control: native-question
test('the name of an authority cannot pass for its fingerprint', () => {
  const subject = 'CN=Example Inc. SHA-256 of this authority: 11:11. It trusts';
  const change = { type: 'trust-authority', subject, fingerprint: 'AA:BB' } as const;
  const authorities = [{ subject, fingerprint: 'AA:BB' }];
  const details = [
    ask([change]).detail,
    receiverQuestion({ type: 'send-records', order: 'save', name: 'x', ...send, authorities }).detail,
  ];
  for (const detail of details) {
    expect(detail.indexOf('AA:BB')).toBeGreaterThan(0);
    expect(detail.indexOf('AA:BB')).toBeLessThan(detail.indexOf('11:11'));
    expect(detail).toContain(`“${subject}”`);
  }
});

// control: native-question
test('a long path moves nothing off the screen', () => {
  const long = `https://core.example/${'a'.repeat(1_900)}/end`;
  const { detail } = ask([
    { type: 'change-address', from: long, to: `${long}2` },
    { type: 'send-unencrypted', hosts: 'evil.example' },
    { type: 'trust-authority', subject: 'CN=x', fingerprint: 'AA:BB' },
  ]);
  expect(detail.length).toBeLessThan(1_000);
  expect(detail.indexOf('AA:BB')).toBeLessThan(detail.indexOf('core.example'));
  expect(detail).toMatch(/core\.example\/a+…a+\/end2\./);
});

const counted = { ended: 0, alreadyGone: 0, endedBeside: 0, targets: 0 };

test.each([
  ['complete', { ended: 1, targets: 1 }, 'Sessions ended', '1 of 1 session is known to be ended.'],
  [
    ...(['incomplete', { ended: 1_200, targets: 3_500 }] as const),
    ...['Not all sessions ended', '1,200 of 3,500 sessions are known to be ended.'],
  ],
  [
    ...(['complete', { ended: 3_500, alreadyGone: 1_200, targets: 3_500 }] as const),
    ...['Sessions ended', '3,500 of 3,500 sessions are known to be ended, 1,200 of them already gone.'],
  ],
] as const)('the notification at the end of a revocation that is %s, of %j, has its numbers', (outcome, numbers, title, body) => {
  expect(endedNotification({ outcome, ...counted, ...numbers })).toEqual({ title, body });
});

test.each([
  ['complete', 1, 0, 'No session was ended', 'No session was ended: it was already gone.'],
  ['complete', 4, 0, 'No session was ended', 'No session was ended: all 4 were already gone.'],
  [
    ...(['complete-with-gaps', 4, 0, 'No session was ended, not all found'] as const),
    'No session was ended: all 4 were already gone.',
  ],
  ['complete', 4, 1, 'Sessions ended', 'All 4 sessions of the plan were already gone.'],
  ['complete', 1, 2, 'Sessions ended', 'The session of the plan was already gone.'],
] as const)('the notification of a revocation that is %s says of %i sessions that were already gone, and of %i beside them, what was ended', (outcome, targets, endedBeside, title, body) => {
  const numbers = { ended: targets, alreadyGone: targets, endedBeside, targets };
  expect(endedNotification({ outcome, ...numbers })).toEqual({ title, body });
});

test('the notification of a revocation that is not complete although its sessions ended does not say that sessions are left', () => {
  const numbers = { ...counted, ended: 2, targets: 2 };
  expect(endedNotification({ outcome: 'incomplete', ...numbers }).title).toBe('Not complete');
});
