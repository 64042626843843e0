import { NumberInput, SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import classes from './end-dialog.module.css';
import { type OptionFields, optionsWords, runOptionsOf } from './run-options-words.ts';

interface RunOptionsFieldsProps {
  readonly value: OptionFields;
  readonly onChange: (value: OptionFields) => void;
}

const whole = {
  ...{ size: 'xs', w: 150, allowDecimal: false, allowNegative: false, clampBehavior: 'blur' as const },
} as const;

/** How it is to be carried out. Folded away: what is set already will do. */
export function RunOptionsFields({ value, onChange }: RunOptionsFieldsProps) {
  const change = (part: Partial<OptionFields>) => onChange({ ...value, ...part });
  const options = runOptionsOf(value);
  const thenId = useId();
  return (
    <details className={classes.options}>
      <summary>Options: {optionsWords(options)}</summary>
      <div className={classes.optionFields}>
        <NumberInput
          {...whole}
          label="Rounds"
          description="1 to 10"
          min={1}
          max={10}
          value={value.passes}
          onChange={(passes) => change({ passes })}
        />
        <NumberInput
          {...whole}
          label="Watch afterwards"
          description="Minutes, 0 for not"
          min={0}
          max={240}
          value={value.watchMinutes}
          onChange={(watchMinutes) => change({ watchMinutes })}
        />
        <div>
          <div id={thenId} className={classes.optionLabel}>
            New sessions while watching
          </div>
          <SegmentedControl
            size="xs"
            aria-labelledby={thenId}
            disabled={options.watchMinutes === 0}
            value={value.watchThen}
            onChange={(watchThen) => change({ watchThen })}
            data={[
              { value: 'report', label: 'Tell' },
              { value: 'end', label: 'End' },
            ]}
          />
        </div>
      </div>
      <p className={classes.optionsAbout}>
        After each pass it looks again, and ends what is still there or began meanwhile. When sessions of a
        user who is ended as a whole keep appearing, the last step ends all of that user by id.
      </p>
    </details>
  );
}
