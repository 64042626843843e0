import { expect, it } from 'vitest';
import { describeDays } from './revocation-days.tsx';

const nameOf = ({ start }: { readonly start: number }) => `day ${start}`;

it('the chart says in a sentence when most revocations were started', () => {
  const days = [
    { start: 1, revocations: 1, sessions: 3 },
    { start: 2, revocations: 4, sessions: 1_200 },
    { start: 3, revocations: 0, sessions: 0 },
  ];
  expect(describeDays(days, nameOf)).toBe(
    '5 revocations were started in the last 3 days, and 1,203 sessions were ended. Most were started on day 2: 4.',
  );
});

it('the chart says that there was none', () => {
  expect(describeDays([{ start: 1, revocations: 0, sessions: 0 }], nameOf)).toBe(
    'No revocation was started in the last day.',
  );
});
