import { describe, expect, it } from 'vitest';
import type { SignalReceiver } from '../../../../contract/domain/signals.ts';
import { signalFaultsOf, signalFormOf, signalSettingsOf } from './signal-form.ts';

const saved: SignalReceiver = {
  ...{ id: '5f5f7c3e-4f0e-4a52-9f0a-0c8f0f0f0f0f', connectionId: 'acme', name: 'gateway', authorities: [] },
  ...{ address: 'https://gateway.example/events', audience: 'https://gateway.example' },
  ...{ issuer: 'https://curfew.example', protectsAllServices: true, authorisation: 'stored' },
  subject: { type: 'user-id', issuer: 'https://login.example' },
  verification: { state: 'delivered', at: 1, error: null },
  delivery: {
    ...{ state: 'idle', waiting: 0, oldestAt: null, refused: 0, damaged: 0, delivered: 1, deliveredAt: 1 },
    ...{ error: null, failedSince: null, nextAt: null },
  },
};
const form = signalFormOf(saved, []);

describe('the form of a signal receiver', () => {
  it('saves a receiver as it is when nothing is changed', () => {
    const { id: _, authorisation: __, verification: ___, delivery: ____, ...settings } = saved;
    expect(signalFaultsOf(form, saved)).toEqual({});
    expect(signalSettingsOf(form, 'acme')).toEqual(settings);
  });

  it('saves no issuer of user ids where events do not name them', () => {
    expect(signalSettingsOf({ ...form, subject: 'email' }, 'acme').subject).toEqual({ type: 'email' });
    expect(signalSettingsOf({ ...form, subject: 'session' }, 'acme').subject).toEqual({ type: 'session' });
  });

  it('begins with the issuer of the other receivers, and protects nothing until the operator says so', () => {
    expect(signalFormOf(null, [saved])).toMatchObject({ issuer: saved.issuer, protectsAllServices: false });
  });

  it('says what is wrong with each field of an empty form', () => {
    expect(Object.keys(signalFaultsOf(signalFormOf(null, []), null)).sort()).toEqual([
      'address',
      'audience',
      'issuer',
      'name',
    ]);
  });

  it.each([
    ['an address without encryption', { address: 'http://gateway.example/events' }, 'address'],
    ['an address with a query', { address: 'https://gateway.example/events?a=1' }, 'address'],
    ['an issuer with a fragment', { issuer: 'https://curfew.example#1' }, 'issuer'],
    ['an issuer without encryption', { issuer: 'http://curfew.example' }, 'issuer'],
    ['a missing issuer of user ids', { userIssuer: '' }, 'userIssuer'],
    ['a new address for a saved header', { address: 'https://other.example/events' }, 'header'],
  ])('refuses %s', (_what, some, field) => {
    expect(Object.keys(signalFaultsOf({ ...form, ...some }, saved))).toEqual([field]);
  });

  it('asks for no issuer of user ids where events do not name them', () => {
    expect(signalFaultsOf({ ...form, subject: 'session', userIssuer: '' }, saved)).toEqual({});
  });
});
