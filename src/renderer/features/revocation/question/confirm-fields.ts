import type { Settings } from '../../../../contract/domain/app.ts';
import { defaultRunOptions, type RunOptions } from '../../../../contract/domain/revocation.ts';

export interface ConfirmFields {
  readonly reason: string;
  readonly ticket: string;
  /** The number typed to confirm; null when it is no number. */
  readonly typedCount: number | null;
}

export interface ConfirmRequirements {
  readonly ticket: Settings['ticket'];
  readonly targets: number;
  readonly needsNumber: boolean;
}

export type MissingField = 'reason' | 'ticket' | 'ticket-form' | 'number';

/** The first field that is missing before sessions can be ended; null when none is. Main checks again. */
export function missingField(fields: ConfirmFields, required: ConfirmRequirements): MissingField | null {
  if (fields.reason.trim() === '') return 'reason';
  if (required.ticket.required) {
    if (fields.ticket.trim() === '') return 'ticket';
    if (!fitsPattern(fields.ticket.trim(), required.ticket.pattern)) return 'ticket-form';
  }
  return !required.needsNumber || fields.typedCount === required.targets ? null : 'number';
}

/** Whether a ticket as a whole has the form that the settings require. Without a form every ticket fits. */
export function fitsPattern(ticket: string, pattern: string): boolean {
  if (pattern === '') return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(ticket);
  } catch {
    // A form that is no regular expression refuses no ticket here: main decides.
    return true;
  }
}

/** The options as the fields have them: a number field that was emptied has a text. */
export interface OptionFields {
  readonly passes: number | string;
  readonly watchMinutes: number | string;
  readonly watchThen: RunOptions['watchThen'];
}

/** The options of a run. A field that was emptied means the default, and numbers are brought within the limits. */
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
