import { describe, expect, it } from 'vitest';
import { type Connection, connectionSettings } from '../../../contract/domain/connection.ts';
import { fieldOf, formOf, keyOf, settingsOf } from './connection-form.ts';

const acme: Connection = {
  id: 'c1',
  builtIn: false,
  name: 'acme-prod',
  address: 'https://core.acme.example',
  environment: 'production',
  readOnly: false,
  plainHttp: false,
  authorities: [],
  connectTimeoutMs: 2_500,
  requestTimeoutMs: 30_000,
  accessTokenLifetimeS: 3_600,
  oauthTokens: 'automatic',
  key: 'stored',
  connection: { state: 'closed' },
};

describe('the form of a connection', () => {
  it('gives back the settings that it was filled with', () => {
    expect(settingsOf(formOf(acme, true), acme, [acme])).toEqual({ ok: true, settings: settingsOfAcme() });
  });

  it('has an error at each wrong field, and no environment until one is chosen', () => {
    const form = { ...formOf(null, true), connectTimeoutS: '' as const, requestTimeoutS: 0.1 };
    expect(settingsOf(form, null, [])).toEqual({
      ok: false,
      errors: {
        name: 'Enter a name of 1 to 60 characters.',
        address: 'The address is empty. Enter the address of a core, such as https://core.example:3567.',
        environment: 'Choose the environment of this core.',
        connectTimeoutMs: 'Enter 0.1 to 120 seconds.',
        requestTimeoutMs: 'Enter 0.5 to 600 seconds.',
      },
    });
  });

  it('says how many certificate authorities a connection can have', () => {
    const authority = { pem: 'p', subject: 's', expiresAt: 1, fingerprint: 'f' };
    const form = { ...formOf(acme, true), authorities: new Array(21).fill(authority) };
    expect(settingsOf(form, acme, [acme])).toMatchObject({
      errors: {
        authorities: 'A connection has at most 20 certificate authorities. Remove some of them.',
      },
    });
  });

  it.each([
    ['name', ''],
    ['name', ' '.repeat(3)],
    ['name', 'n'.repeat(60)],
    ['name', 'n'.repeat(61)],
    ['connectTimeoutS', 0.099],
    ['connectTimeoutS', 0.1],
    ['connectTimeoutS', 120],
    ['connectTimeoutS', 120.001],
    ['requestTimeoutS', 0.499],
    ['requestTimeoutS', 600],
    ['requestTimeoutS', 600.001],
    ['accessTokenLifetimeS', 0],
    ['accessTokenLifetimeS', 1.5],
    ['accessTokenLifetimeS', 86_400_000],
    ['accessTokenLifetimeS', 86_400_001],
    ['authorities', new Array(21).fill({ pem: 'p', subject: 's', expiresAt: 1, fingerprint: 'f' })],
  ] as const)('accepts what main accepts: %s %j', (field, value) => {
    const form = { ...formOf(acme, true), [field]: value };
    const sent = connectionSettings.safeParse({
      ...{ ...settingsOfAcme(), authorities: form.authorities, name: form.name },
      connectTimeoutMs: Math.round(Number(form.connectTimeoutS) * 1_000),
      requestTimeoutMs: Math.round(Number(form.requestTimeoutS) * 1_000),
      accessTokenLifetimeS: form.accessTokenLifetimeS,
    });
    const result = settingsOf(form, acme, [acme]);
    expect(result.ok).toBe(sent.success);
    if (result.ok) expect(result.settings).toEqual(sent.data);
  });

  it.each([
    ['core.example', /http:\/\/ or https:\/\//],
    ['https://admin:secret@core.example', /user name or a password/],
    ['https://core.example?x=1', /query or a fragment/],
  ])('explains why %s is not the address of a core', (address, error) => {
    const result = settingsOf({ ...formOf(acme, true), address, key: 'k' }, acme, []);
    expect(result.ok ? null : result.errors).toEqual({ address: expect.stringMatching(error) });
  });

  it('refuses a name that another connection has', () => {
    const other = { ...acme, id: 'c2', name: 'Acme-Prod' };
    expect(settingsOf(formOf(acme, true), acme, [acme, other])).toMatchObject({
      errors: { name: 'A connection with the name acme-prod exists already. Choose another name.' },
    });
  });

  it.each([
    ['another host', 'https://elsewhere.example'],
    ['another path', 'https://core.acme.example/other'],
    ['one more core', 'https://core.acme.example;https://elsewhere.example'],
  ])('asks for the key again when the address leads to %s', (_, address) => {
    const form = { ...formOf(acme, true), address };
    expect(settingsOf(form, acme, [acme])).toMatchObject({ errors: { key: expect.any(String) } });
    expect(settingsOf({ ...form, key: 'new' }, acme, [acme])).toMatchObject({ ok: true });
    expect(settingsOf({ ...form, key: 'two words' }, acme, [acme])).toMatchObject({ ok: false });
  });

  it('wants a word for an address without encryption, and refuses it for production', () => {
    const form = { ...formOf(null, true), name: 'acme', address: 'http://core.acme.example', key: 'k' };
    const staging = { ...form, environment: 'staging' } as const;
    expect(settingsOf(staging, null, [])).toMatchObject({ errors: { plainHttp: expect.any(String) } });
    expect(settingsOf({ ...staging, plainHttp: true }, null, [])).toMatchObject({ ok: true });
    expect(settingsOf({ ...form, environment: 'production', plainHttp: true }, null, [])).toMatchObject({
      errors: { address: expect.stringContaining('needs encryption') },
    });
  });

  it('never contains the saved key, and leaves it alone unless another is entered', () => {
    const form = formOf(acme, true);
    expect(form.key).toBe('');
    expect(keyOf(form)).toEqual({});
    expect(keyOf({ ...form, key: 'new' })).toEqual({ key: 'new' });
    expect(keyOf({ ...form, key: 'new', withoutKey: true })).toEqual({ key: null });
  });

  it('keeps keys for this run only where there is no secret store', () => {
    expect(formOf(null, false).keepKey).toBe('this-run-only');
    expect(formOf({ ...acme, key: 'this-run-only' }, true).keepKey).toBe('this-run-only');
    expect(formOf(null, true).keepKey).toBe('stored');
  });

  it.each([
    ['bad-key', 'key'],
    ['unreachable', 'address'],
    ['not-a-core', 'address'],
    ['disk-full', null],
  ] as const)('shows the failure %s at the field %s', (code, field) => {
    expect(fieldOf({ code, retryable: false })).toBe(field);
  });
});

function settingsOfAcme() {
  const { id: _id, builtIn: _builtIn, key: _key, connection: _connection, ...settings } = acme;
  return settings;
}
