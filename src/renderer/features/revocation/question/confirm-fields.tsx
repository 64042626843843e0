import { NumberInput, SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import type { Settings } from '../../../../contract/domain/app.ts';
import { defaultRunOptions, type RunOptions } from '../../../../contract/domain/revocation.ts';
import { text } from '../../../messages/text.ts';
import { formatRunOptions } from '../format-plan.ts';
import classes from './question.module.css';

interface RunOptionsFieldsProps {
  readonly value: OptionFields;
  readonly onChange: (value: OptionFields) => void;
}

const wholeNumber = {
  ...{ size: 'xs', w: 150, allowDecimal: false, allowNegative: false, clampBehavior: 'blur' as const },
} as const;

/** How the revocation is to be carried out. Folded: the defaults suit most cases. */
export function RunOptionsFields({ value, onChange }: RunOptionsFieldsProps) {
  const change = (part: Partial<OptionFields>) => onChange({ ...value, ...part });
  const options = runOptionsOf(value);
  const thenId = useId();
  return (
    <details className={classes.options}>
      <summary>{text('question.options', { options: formatRunOptions(options) })}</summary>
      <div className={classes.optionFields}>
        <NumberInput
          {...wholeNumber}
          label={text('question.passes')}
          description={text('question.passes-help')}
          min={1}
          max={10}
          value={value.passes}
          onChange={(passes) => change({ passes })}
        />
        <NumberInput
          {...wholeNumber}
          label={text('question.watch')}
          description={text('question.watch-help')}
          min={0}
          max={240}
          value={value.watchMinutes}
          onChange={(watchMinutes) => change({ watchMinutes })}
        />
        <div>
          <div id={thenId} className={classes.optionLabel}>
            {text('question.watch-then')}
          </div>
          <SegmentedControl
            size="xs"
            aria-labelledby={thenId}
            disabled={options.watchMinutes === 0}
            value={value.watchThen}
            onChange={(watchThen) => change({ watchThen })}
            data={[
              { value: 'report', label: text('question.watch-then.report') },
              { value: 'end', label: text('question.watch-then.end') },
            ]}
          />
        </div>
      </div>
      <p className={classes.optionsAbout}>{text('question.options-help')}</p>
    </details>
  );
}

interface ConfirmFields {
  readonly reason: string;
  readonly ticket: string;
  /** The number typed to confirm; null when it is no number. */
  readonly typedCount: number | null;
}

interface ConfirmRequirements {
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
