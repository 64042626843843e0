import { defaultRunOptions, type RunOptions } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';

/** As fields hold them: a number field that was emptied holds a text. */
export interface OptionFields {
  readonly passes: number | string;
  readonly watchMinutes: number | string;
  readonly watchThen: RunOptions['watchThen'];
}

/** What fields that were emptied, or hold too much, stand for. */
export function runOptionsOf({ passes, watchMinutes, watchThen }: OptionFields): RunOptions {
  return {
    passes: within(passes, 1, 10, defaultRunOptions.passes),
    watchMinutes: within(watchMinutes, 0, 240, defaultRunOptions.watchMinutes),
    watchThen,
  };
}

function within(value: number | string, least: number, most: number, otherwise: number): number {
  const number = typeof value === 'number' ? value : Number.parseInt(value, 10);
  return Number.isFinite(number) ? Math.min(most, Math.max(least, Math.round(number))) : otherwise;
}

/** "3 passes, no watch", "1 pass, then watch for 10 min and end what is new". */
export function optionsWords({ passes, watchMinutes, watchThen }: RunOptions): string {
  const start = passes === 1 ? '1 pass' : `${formatCount(passes)} passes`;
  if (watchMinutes === 0) return `${start}, no watch`;
  return `${start}, then watch for ${watchMinutes} min and ${watchThen} what is new`;
}
