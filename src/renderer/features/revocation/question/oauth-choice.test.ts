import { expect, test } from 'vitest';
import { isOAuthAsked, oauthCostMs } from './oauth-choice.tsx';

const setting = { type: 'end', why: 'setting' } as const;
const core = { cdi: '5.4', newestCdi: '5.4', release: '11.4', latencyMs: 8 };

test('a question leaves no choice about OAuth2 tokens of a few sessions where the connection says what to do', () => {
  expect(isOAuthAsked(setting, 999)).toBe(false);
  expect(isOAuthAsked({ type: 'leave', why: 'no-clients' }, 1_000_000)).toBe(false);
});

test('a question asks about OAuth2 tokens where the core does not tell, and about those of many sessions', () => {
  expect(isOAuthAsked({ type: 'ask' }, 1)).toBe(true);
  expect(isOAuthAsked(setting, 1_000)).toBe(true);
});

test('the cost of ending OAuth2 tokens is a call for each session, 16 at a time, as fast as the core answered last', () => {
  expect(oauthCostMs(160, { state: 'open', core })).toBe(80);
  expect(oauthCostMs(161, { state: 'open', core })).toBe(88);
  expect(oauthCostMs(160, { state: 'closed' })).toBeNull();
});
