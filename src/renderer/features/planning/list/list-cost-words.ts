import type { ListCost } from '../../../../contract/domain/planning.ts';
import { formatCount, plural } from '../../../messages/format-count.ts';

/** What it takes to look the list up; null: nothing is asked. */
export function listCostWords({
  isWhole,
  leastCalls,
  leastMs,
  lines,
  mostCalls,
  mostMs,
  tenants,
}: ListCost): string {
  const about = isWhole ? '' : 'About ';
  const calls =
    leastCalls === mostCalls
      ? plural(mostCalls, 'call')
      : `${formatCount(leastCalls)} to ${plural(mostCalls, 'call')}`;
  return [
    `${about}${plural(lines, 'line')}.`,
    mostCalls === 0
      ? 'No line can be looked up.'
      : `Looking them up takes about ${calls} to the core, ${duration(leastMs, mostMs)}.`,
    mostCalls === 0 ? '' : 'Each session of a user takes one call more.',
    tenants > 1 ? `Addresses and numbers are looked for in each of ${formatCount(tenants)} tenants.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function duration(leastMs: number, mostMs: number): string {
  const [least, most] = [rounded(leastMs), rounded(mostMs)];
  return least === most ? `about ${most}` : `about ${least} to ${most}`;
}

function rounded(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 6) / 10;
  return `${formatCount(hours)} h`;
}
