import { expect, test, vi } from 'vitest';
import { mayOpenOutside } from './harden.ts';

vi.mock('electron', () => ({}));

test.each([
  'https://supertokens.com/docs',
  'https://www.supertokens.com/',
  'https://test.supertokens.com/',
])('%s opens in the browser', (address) => expect(mayOpenOutside(address)).toBe(true));

test.each([
  'http://supertokens.com/',
  'https://evil.example/',
  'https://evilsupertokens.com/',
  'https://supertokens.com.evil.example/',
  'https://supertokens.com@evil.example/',
  'https://me@supertokens.com/',
  'https://supertokens.com:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'curfew://app/',
  'smb://supertokens.com/share',
  '',
])('%s opens nowhere', (address) => expect(mayOpenOutside(address)).toBe(false));
