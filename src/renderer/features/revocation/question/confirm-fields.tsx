import { NumberInput, SegmentedControl } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import type { Settings } from '../../../../contract/domain/app.ts';
import type { RevocationPlan } from '../../../../contract/domain/revocation/plan.ts';
import { defaultRunOptions, type RunOptions } from '../../../../contract/domain/revocation/run.ts';
import { formatEstimate } from '../../../messages/format-duration.ts';
import { text } from '../../../messages/text.ts';
import { formatRunOptions } from '../format-plan.ts';
import classes from './question.module.css';

interface RunOptionsFieldsProps {
  readonly plan: Pick<RevocationPlan, 'secondScan' | 'source'>;
  readonly value: OptionFields;
  readonly onChange: (value: OptionFields) => void;
}

const wholeNumber = {
  ...{ size: 'xs', w: 150, allowDecimal: false, allowNegative: false, clampBehavior: 'blur' as const },
} as const;

/** How the revocation is to be carried out. Folded: the defaults suit most cases. */
export function RunOptionsFields({ plan, value, onChange }: RunOptionsFieldsProps) {
  const change = (part: Partial<OptionFields>) => onChange({ ...value, ...part });
  const options = runOptionsOf(value);
  const thenId = useId();
  const watched = formatWatchedUsers(plan);
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
      {watched === null ? null : <p className={classes.optionsAbout}>{watched}</p>}
    </details>
  );
}

/** Whom a watch looks at, and what one look takes; null: the users who are named in the question. */
export function formatWatchedUsers({
  secondScan,
  source,
}: Pick<RevocationPlan, 'secondScan' | 'source'>): string | null {
  if (source.type !== 'rule') return null;
  if (secondScan === null) return text('question.watch-plan-only');
  const { calls, ms, users } = secondScan;
  return text('question.watch-everyone', { users, calls, duration: formatEstimate(ms) });
}

interface ConfirmFields {
  readonly reason: string;
  readonly ticket: string;
  /** The number typed to confirm; null when it is no number. */
  readonly typedCount: number | null;
}

interface ConfirmRequirements {
  readonly ticket: Pick<Settings['ticket'], 'required'>;
  /** Whether a ticket has the form that the settings require. */
  readonly fits: TicketCheck;
  readonly targets: number;
  readonly needsNumber: boolean;
}

export type MissingField = 'reason' | 'ticket' | 'ticket-form' | 'number';

/** The first field that is missing before sessions can be ended; null when none is. Main checks again. */
export function missingField(fields: ConfirmFields, required: ConfirmRequirements): MissingField | null {
  if (fields.reason.trim() === '') return 'reason';
  if (required.ticket.required) {
    if (fields.ticket.trim() === '') return 'ticket';
    if (!required.fits(fields.ticket.trim())) return 'ticket-form';
  }
  return !required.needsNumber || fields.typedCount === required.targets ? null : 'number';
}

type TicketCheck = (ticket: string) => boolean;

const fitsAlways: TicketCheck = () => true;

/**
 * Whether a ticket as a whole has the form that the settings require. Without a form every ticket fits. What reads forms is
 * loaded where there is one: until then every ticket fits, and main checks again.
 */
export function useTicketCheck(pattern: string): TicketCheck {
  const [loaded, setLoaded] = useState<{ readonly pattern: string; readonly fits: TicketCheck } | null>(null);
  useEffect(() => {
    if (pattern === '') return;
    let isCurrent = true;
    void import('../../../../contract/domain/ticket-pattern.ts').then(({ fitsPattern }) => {
      if (isCurrent) setLoaded({ pattern, fits: (ticket) => fitsPattern(ticket, pattern) });
    });
    return () => {
      isCurrent = false;
    };
  }, [pattern]);
  return loaded?.pattern === pattern ? loaded.fits : fitsAlways;
}

/** The options as the fields have them: a number field that was emptied has a text. */
export interface OptionFields {
  readonly passes: number | string;
  readonly watchMinutes: number | string;
  readonly watchThen: RunOptions['watchThen'];
}

/** The options of a run. A field that was emptied means the default, and numbers are brought within the limits. */
export function runOptionsOf({
  passes,
  watchMinutes,
  watchThen,
}: OptionFields): Omit<RunOptions, 'oauthTokens'> {
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
