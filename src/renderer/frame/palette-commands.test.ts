import { expect, it } from 'vitest';
import { matchingCommands } from './palette-commands.ts';

const commands = ['Go to users', 'Go to settings', 'Use dark colours', 'Switch to acme-prod'].map(
  (label) => ({
    id: label,
    label,
    run: () => undefined,
  }),
);
const labels = (query: string) => matchingCommands(commands, query).map((command) => command.label);

it('the palette offers everything before something is typed', () => {
  expect(labels('  ')).toHaveLength(4);
});

it('the palette finds commands by the beginnings of their words, in any order', () => {
  expect(labels('us')).toEqual(['Go to users', 'Use dark colours']);
  expect(labels('dark use')).toEqual(['Use dark colours']);
  expect(labels('ACME')).toEqual(['Switch to acme-prod']);
});

it('the palette finds nothing in the middle of words', () => {
  expect(labels('sers')).toEqual([]);
});
