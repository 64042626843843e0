import { expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { turnsDuring } from '../../../../test/unit/support/turns.ts';
import { defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import type { RevocationSelection } from '../../../contract/domain/revocation/plan.ts';
import { planSelection } from './plan-selection.ts';

const sessions = 50_000;

it.each([
  'user',
  'handles',
] as const)(`a plan of ${sessions} sessions, selected by their %s, lets other work have its turn between them`, async (type) => {
  const core = new FakeCore();
  const [userId = ''] = core.addUser({ email: 'ada@alpha.example' });
  const handles = Array.from({ length: sessions }, () => core.addSession(userId));
  const selection: RevocationSelection =
    type === 'user' ? { type, userId, tenantId: null } : { type, handles };
  const settings = { ...defaultConnectionSettings, name: 'Test', address: 'http://core.example' };
  const keys = { ipKeys: [], userAgentKeys: [] };
  const request = { connectionId: 'c', selection, settings, keys, ownUserIds: [], now: 0 };
  const planning = planSelection(core.port, request, new AbortController().signal);
  expect(await turnsDuring(planning)).toBeGreaterThanOrEqual(9);
  const { document, listed } = await planning;
  expect(document.plan.targets).toBe(sessions);
  expect(listed.matches.map(({ handle }) => handle)).toEqual(handles);
});
