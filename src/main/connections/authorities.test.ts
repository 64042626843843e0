import { describe, expect, test } from 'vitest';
import { tlsFixture } from '../../../test/support/tls-fixture.ts';
import { thrownError } from '../../../test/unit/support/rejection.ts';
import { readAuthorities, readAuthority } from './authorities.ts';

const authority = tlsFixture('authority.pem');

describe('the certificates of a text', () => {
  test('are read with their subject, their expiry and their fingerprint', () => {
    expect(readAuthorities(`Our CA:\r\n${authority}`)).toEqual([
      {
        pem: authority,
        subject: 'CN=Test authority, O=Curfew tests',
        expiresAt: Date.UTC(2125, 0, 1),
        fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      },
    ]);
  });

  test('are each taken once, and nothing beside them', () => {
    const text = `${authority}\n${tlsFixture('self-signed.pem')}some-secret\n${authority}`;
    const read = readAuthorities(text);
    expect(read.map(({ subject }) => subject)).toEqual([
      'CN=Test authority, O=Curfew tests',
      'CN=self-signed',
    ]);
    expect(JSON.stringify(read)).not.toContain('some-secret');
  });

  test.each([
    ['is empty', '', 'no-certificate'],
    ['is something else', 'a-key-that-was-pasted-here', 'no-certificate'],
    ['has a private key', `${authority}${tlsFixture('server.key')}`, 'private-key-pasted'],
    ['has a damaged certificate', authority.replace('MII', 'QQQ'), 'certificate-unreadable'],
    ['has the certificate of a server', tlsFixture('good.pem'), 'certificate-not-authority'],
    ['has an expired authority', tlsFixture('expired-authority.pem'), 'authority-expired'],
    ['has more than can be saved', authority.repeat(21), 'field-too-large'],
  ])('that %s is refused, without repeating it', (_, text, reason) => {
    const error = thrownError(() => readAuthorities(text));
    expect(error).toMatchObject({ code: 'bad-input', reason });
    expect(JSON.stringify(error)).not.toMatch(/pasted-here|BEGIN/);
  });

  test('that are saved stay after they have expired, so that the connection can be changed', () => {
    expect(readAuthority(tlsFixture('expired-authority.pem'), 1).expiresAt).toBe(Date.UTC(2021, 0, 1));
  });
});
