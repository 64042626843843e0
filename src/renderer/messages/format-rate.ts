import type { MessageKey } from './catalogue.ts';
import { text } from './text.ts';

export type RateUnit = 'line' | 'session' | 'user';

const rates: Readonly<Record<RateUnit, MessageKey>> = {
  line: 'formats.rate.lines',
  session: 'formats.rate.sessions',
  user: 'formats.rate.users',
};
const slowRates: Readonly<Record<RateUnit, MessageKey>> = {
  line: 'formats.rate.slow-lines',
  session: 'formats.rate.slow-sessions',
  user: 'formats.rate.slow-users',
};

/** `840 sessions per second`, with one digit below ten; `less than 1 user per second`. */
export function formatRate(perSecond: number, unit: RateUnit): string {
  if (perSecond < 1) return text(slowRates[unit]);
  return text(rates[unit], {
    rate: perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond),
  });
}
