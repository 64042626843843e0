import { expect, test, vi } from 'vitest';
import { outsideRule } from './outside-links.ts';

vi.mock('electron', () => ({}));

// control: exact-links
test('a link of the console opens in the browser', () =>
  expect(outsideRule('https://supertokens.com/docs')).toBe('open'));

// control: exact-links
test.each([
  'https://supertokens.com/docs?stolen=key',
  'https://supertokens.com/docs/',
  'https://www.supertokens.com/',
  'https://evil.example/',
  'https://supertokens.com:8443/',
])('%s opens after a question only', (address) => expect(outsideRule(address)).toBe('ask'));

// control: exact-links
test.each([
  'http://supertokens.com/',
  'https://supertokens.com@evil.example/',
  'https://me@supertokens.com/',
  `https://evil.example/${'a'.repeat(600)}`,
  'file:///etc/passwd',
  'javascript:alert(1)',
  'curfew://app/',
  'smb://supertokens.com/share',
  '',
])('%s opens nowhere', (address) => expect(outsideRule(address)).toBe('refuse'));
