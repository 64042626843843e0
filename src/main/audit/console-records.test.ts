import { expect, it } from 'vitest';
import { createMemoryAudit } from '../../../test/unit/support/ports/memory-audit.ts';
import { callContext } from '../../../test/unit/support/stream.ts';
import type { Handlers } from '../../contract/channels/contract.ts';
import { defaultConnectionSettings } from '../../contract/domain/connection.ts';
import { createConsoleRecords } from './console-records.ts';

it('a user who is looked at by another operator than before is in the log again', async () => {
  const audit = createMemoryAudit();
  const records = createConsoleRecords({
    recorder: audit.recorder,
    settings: () => ({ ...defaultConnectionSettings, name: 'Shop', address: 'https://core.example' }),
    connectionOf: () => undefined,
    hasSearchText: () => false,
  });
  const handlers = { 'directory.user': async () => ({ type: 'no-user', id: 'ada' }) };
  const calls = records.recordCalls(handlers as unknown as Handlers);
  const look = () => calls['directory.user']({ connectionId: 'shop', userId: 'ada' }, callContext());
  await look();
  await look();
  await records.changeSettings({ operatorName: 'Grace' }, async () => undefined);
  await look();
  expect(audit.records.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['user.viewed', 'done'],
    ['settings.changed', 'intended'],
    ['settings.changed', 'done'],
    ['user.viewed', 'done'],
  ]);
});
