import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../contract/domain/connection.ts';
import { formOf, keyOf, settingsOf } from './connection-form-state.ts';

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
  it('gives back what it was filled with', () => {
    const { id: _id, builtIn: _builtIn, key: _key, connection: _connection, ...settings } = acme;
    expect(settingsOf(formOf(acme, true))).toEqual({ ok: true, settings });
  });

  it('says what is wrong, field by field', () => {
    const form = { ...formOf(null, true), connectTimeoutS: '' as const, requestTimeoutS: 0.1 };
    expect(settingsOf(form)).toEqual({
      ok: false,
      errors: {
        name: 'A name of 1 to 60 characters.',
        address: 'The address of a core, as http://core.example:3567',
        connectTimeoutMs: 'Between 0.1 and 120 seconds.',
        requestTimeoutMs: 'Between 0.5 and 600 seconds.',
      },
    });
  });

  it('never holds the saved key, and leaves it alone unless another is entered', () => {
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
});
