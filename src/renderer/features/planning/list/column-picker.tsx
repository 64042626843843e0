import { Radio } from '@mantine/core';
import type { ColumnChoice } from './format-choice.ts';
import classes from './new-list.module.css';

interface ColumnPickerProps {
  readonly label: string;
  readonly choices: readonly ColumnChoice[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
}

/** Columns by their names and first values: the values tell which one it is. */
export function ColumnPicker({ label, choices, value, onChange }: ColumnPickerProps) {
  return (
    <Radio.Group label={label} value={value} onChange={onChange} size="xs">
      <div className={classes.columns}>
        {choices.map((choice) => (
          <Radio
            key={choice.value}
            size="xs"
            value={choice.value}
            label={choice.name}
            description={choice.examples}
            classNames={{ description: classes.examples, body: classes.column, labelWrapper: classes.column }}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
