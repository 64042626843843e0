import { describe, expect, it } from 'vitest';
import { authorisationOf, commonFaults, receiverFormOf } from './receiver-form.ts';

const saved = {
  ...{ name: 'SIEM', address: 'https://siem.example/records', authorities: [] },
  authorisation: 'stored' as const,
};
const form = receiverFormOf(saved);

describe('the header of a receiver', () => {
  it('stays as it is when none is entered, and is none at a new receiver', () => {
    expect(authorisationOf(form, saved)).toEqual({});
    expect(authorisationOf(receiverFormOf(null), null)).toEqual({ authorisation: null });
  });

  it('is replaced by one that is entered, and removed when the operator says so', () => {
    expect(authorisationOf({ ...form, header: 'Bearer 1' }, saved)).toEqual({ authorisation: 'Bearer 1' });
    expect(authorisationOf({ ...form, header: 'Bearer 1', withoutHeader: true }, saved)).toEqual({
      authorisation: null,
    });
  });

  it('is wrong when it cannot be sent, unless it is removed', () => {
    const wrong = { ...form, header: 'Bearer ö' };
    expect(Object.keys(commonFaults(wrong, saved, saved.address))).toEqual(['header']);
    expect(commonFaults({ ...wrong, withoutHeader: true }, saved, saved.address)).toEqual({});
  });

  it('has to be entered again for another address, where one is saved', () => {
    const other = 'https://other.example/records';
    expect(commonFaults(form, saved, other).header).toContain('only to the address that it was saved for');
    expect(commonFaults(form, { ...saved, authorisation: 'none' }, other)).toEqual({});
    expect(commonFaults({ ...form, header: 'Bearer 1' }, saved, other)).toEqual({});
    expect(commonFaults({ ...form, withoutHeader: true }, saved, other)).toEqual({});
    expect(commonFaults(form, saved, null)).toEqual({});
  });
});

describe('the name of a receiver', () => {
  it('is wrong when it is blank', () => {
    expect(commonFaults({ ...form, name: ' ' }, saved, saved.address)).toEqual({
      name: 'Enter a name of 1 to 60 characters.',
    });
  });
});
