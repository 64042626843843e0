import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../contract/domain/connection.ts';
import { fieldOf, formOf, keyOf, settingsOf } from './connection-fields.tsx';

const acme: Connection = {
  id: 'c1',
  builtIn: false,
  name: 'acme-prod',
  address: 'https://core.acme.example',
  environment: 'production',
  readOnly: false,
  connectTimeoutMs: 2_500,
  requestTimeoutMs: 30_000,
  accessTokenLifetimeS: 3_600,
  key: 'stored',
  connection: { state: 'closed' },
};

describe('the form of a connection', () => {
  it('gives back the settings that it was filled with', () => {
    const { id: _id, builtIn: _builtIn, key: _key, connection: _connection, ...settings } = acme;
    expect(settingsOf(formOf(acme, true), acme, [acme])).toEqual({ ok: true, settings });
  });

  it('has an error at each wrong field, and no environment until one is chosen', () => {
    const form = { ...formOf(null, true), connectTimeoutS: '' as const, requestTimeoutS: 0.1 };
    expect(settingsOf(form, null, [])).toEqual({
      ok: false,
      errors: {
        name: 'Enter a name of 1 to 60 characters.',
        address: 'Enter the address of a core, such as https://core.example:3567',
        environment: 'Choose the environment of this core.',
        connectTimeoutMs: 'Enter 0.1 to 120 seconds.',
        requestTimeoutMs: 'Enter 0.5 to 600 seconds.',
      },
    });
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
      errors: { name: 'Another connection has the name acme-prod.' },
    });
  });

  it('asks for the key again when the address leads to another host', () => {
    const form = { ...formOf(acme, true), address: 'https://elsewhere.example' };
    expect(settingsOf(form, acme, [acme])).toMatchObject({ errors: { key: expect.any(String) } });
    expect(settingsOf({ ...form, key: 'new' }, acme, [acme])).toMatchObject({ ok: true });
    expect(settingsOf({ ...form, key: 'two words' }, acme, [acme])).toMatchObject({ ok: false });
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
