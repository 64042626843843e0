import { expect, it } from 'vitest';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { createSteps } from './steps.ts';

it('the rate of a step leaves out the time in which it did not go on', () => {
  const clock = createTestClock();
  const steps = createSteps(() => undefined, clock);
  const workForASecond = () => {
    clock.advance(1_000);
    steps.done(10);
  };
  steps.begin('second-scan', 40);
  workForASecond();
  expect(steps.progress()).toMatchObject({ rate: 10, remainingMs: 3_000 });
  clock.advance(5_000);
  steps.restart();
  expect(steps.progress()).toMatchObject({ rate: null, remainingMs: null });
  workForASecond();
  expect(steps.progress()).toMatchObject({ rate: 10, remainingMs: 2_000 });
});
