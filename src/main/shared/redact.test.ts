import { expect, test } from 'vitest';
import { redact } from './redact.ts';

// control: redacted-logs
test.each([
  ['an API key', 'failed with sTk0-4f9a8b7c6d5e4f3a2b1c and more', 'failed with [hidden] and more'],
  ['a key with =', 'key aGVsbG8gd29ybGQ=Zm9vYmFyYmF6', 'key [hidden]'],
  ['a header', 'GET / api-key: short1', 'GET / api-key: [hidden]'],
  ['a header in JSON', '{"Authorization": "Basic YTpi"}', '{"Authorization": [hidden]'],
  ['a bearer token', 'Bearer abc was refused', 'Bearer [hidden] was refused'],
  [
    'an access token',
    'token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl-x ended',
    'token [hidden] ended',
  ],
  ['a password in an address', 'https://ada:pass@core.example/', 'https://[hidden]@core.example/'],
  ['an e-mail address', 'user ada.l+x@alpha.example not found', 'user [hidden] not found'],
  ['most of an id', 'revocation 1f0c3a52-6f0b-4b57-9a51-1d1f2f3a4b5c ended', 'revocation 1f0c3a52… ended'],
])('%s is hidden', (_name, line, expected) => expect(redact(line)).toBe(expected));

test.each([
  'TypeError at processTicksAndRejections (node:internal/process/task_queues:103:5)',
  'ipc: directory.session failed: RangeError at run (file:///opt/curfew/out/main/index-BvX3k9.js:10:5)',
  'shell: the page of the window did not load',
  'ipc: refused app.info from https://evil.example (foreign-origin)',
])('%s stays as it is', (line) => expect(redact(line)).toBe(line));
