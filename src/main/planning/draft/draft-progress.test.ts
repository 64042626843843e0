import { expect, it } from 'vitest';
import { createRateMeter } from './draft-progress.ts';

function meterOn() {
  let elapsed = 0;
  const meter = createRateMeter({ elapsed: () => elapsed });
  return {
    meter,
    add: (count: number, afterMs: number) => {
      elapsed += afterMs;
      meter.add(count);
    },
  };
}

it('a rate is not known before a second has passed, and is that of the last seconds', () => {
  const { add, meter } = meterOn();
  add(10, 500);
  expect(meter.rate()).toBeNull();
  for (let n = 0; n < 100; n++) add(1, 1_000);
  for (let n = 0; n < 30; n++) add(5, 1_000);
  expect(meter.rate()).toBeCloseTo(5, 1);
});

it('a rate of work with long steps is known', () => {
  const { add, meter } = meterOn();
  for (let n = 0; n < 4; n++) {
    add(1, 40_000);
    expect(meter.rate()).toBeCloseTo(1 / 40);
  }
});
