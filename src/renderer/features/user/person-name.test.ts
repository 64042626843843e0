import { describe, expect, it } from 'vitest';
import type { User } from '../../../contract/domain/user.ts';
import { addressOf, personName } from './person-name.ts';

function user(more: Partial<User>): User {
  return {
    ...{ id: 'u-1', isPrimaryUser: false, tenantIds: [], timeJoined: 0, emails: [], phoneNumbers: [] },
    ...{ thirdParty: [], loginMethods: [] },
    ...more,
  };
}

const ada = user({ emails: ['ada@alpha.example', 'second@alpha.example'], phoneNumbers: ['+36201234567'] });

describe('personName', () => {
  it.each([
    [{ first_name: 'Ada', last_name: 'Lovelace' }, 'Ada Lovelace'],
    [{ firstName: ' Ada ' }, 'Ada'],
    [{ name: 'Ada L.' }, 'Ada L.'],
    [{ first_name: 4711, last_name: null }, 'ada@alpha.example'],
    [{}, 'ada@alpha.example'],
    [null, 'ada@alpha.example'],
  ])('takes from %j: %s', (metadata, name) => {
    expect(personName(ada, metadata)).toBe(name);
  });

  it('falls back to the phone number, then to the id', () => {
    expect(addressOf(user({ phoneNumbers: ['+36201234567'] }))).toBe('+36201234567');
    expect(addressOf(user({}))).toBe('u-1');
  });
});
