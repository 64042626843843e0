import { NumberInput, SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import { text } from '../../../messages/text.ts';
import { formatRunOptions } from '../format-plan.ts';
import { type OptionFields, runOptionsOf } from './confirm-fields.ts';
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
