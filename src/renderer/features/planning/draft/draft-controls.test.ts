import { expect, it } from 'vitest';
import type { Draft } from '../../../../contract/domain/planning.ts';
import { aDraft } from './a-draft.ts';
import { controlsOf } from './draft-controls.ts';

const { totals } = aDraft();
const withUnread = { ...totals, byVerdict: { ...totals.byVerdict, unread: 3 } };
const error = { code: 'timeout', message: 'No answer.', retryable: true } as const;

it.each<[string, Partial<Draft>, string[]]>([
  ['is read', {}, ['Pause', 'Stop']],
  ['is paused', { state: { state: 'paused', by: 'core', error } }, ['Resume', 'Stop']],
  ['was stopped', { state: { state: 'stopped' } }, []],
  ['is ready', { state: { state: 'ready' } }, []],
  ['misses lines', { state: { state: 'ready' }, totals: withUnread }, ['Try again what could not be read']],
  ['misses lines, and is read', { totals: withUnread }, ['Pause', 'Stop']],
  ['failed', { state: { state: 'failed', error }, totals: withUnread }, []],
])('offers what fits a draft that %s', (_case, more, labels) => {
  expect(controlsOf(aDraft(more)).map(({ label }) => label)).toEqual(labels);
});
