import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import type { ListFormat, ListSample } from '../../../../contract/domain/planning.ts';
import { ColumnPicker } from './column-picker.tsx';
import {
  columnChoices,
  columnOf,
  delimiterChoices,
  type FormatType,
  formatChoices,
  guessWords,
  withColumn,
} from './format-choice.ts';
import classes from './new-list.module.css';
import type { Delimiter } from './use-sample.ts';

interface FormatFieldsProps {
  readonly sample: ListSample;
  readonly format: ListFormat;
  readonly onType: (type: FormatType) => void;
  /** The columns depend on it: the list is looked at again. */
  readonly onDelimiter: (delimiter: Delimiter) => void;
  readonly onFormat: (format: ListFormat) => void;
}

/** How the lines are written: as guessed, unless the operator knows better. */
export function FormatFields({ sample, format, onType, onDelimiter, onFormat }: FormatFieldsProps) {
  const choices = sample.format.type === format.type ? columnChoices(sample) : [];
  return (
    <section className={classes.format} aria-label="Format">
      <div className={classes.line}>
        <SegmentedControl
          size="xs"
          aria-label="Format"
          data={[...formatChoices]}
          value={format.type}
          onChange={(type) => onType(type as FormatType)}
        />
        <span className={classes.quiet}>{guessWords(sample)}</span>
      </div>
      {format.type === 'csv' ? (
        <div className={classes.line}>
          <Select
            label="Between the columns"
            data={delimiterChoices}
            value={format.delimiter}
            onChange={(delimiter) => delimiter !== null && onDelimiter(delimiter)}
          />
          <Switch
            label="The first line holds the names of the columns"
            checked={format.header}
            onChange={(event) => onFormat({ ...format, header: event.currentTarget.checked })}
          />
        </div>
      ) : null}
      {format.type === 'json-lines' ? (
        <TextInput
          label="Key of what is looked up"
          description="Dots go into objects: user.email. Empty where each line is a text by itself."
          className={classes.key}
          autoComplete="off"
          spellCheck={false}
          maxLength={1_024}
          value={format.path}
          onChange={(event) => onFormat({ ...format, path: event.currentTarget.value })}
        />
      ) : null}
      {format.type === 'text' || choices.length === 0 ? null : (
        <ColumnPicker
          label={format.type === 'csv' ? 'Column that is looked up' : 'Keys at the beginning of the list'}
          choices={choices}
          value={columnOf(format)}
          onChange={(value) => onFormat(withColumn(format, value))}
        />
      )}
    </section>
  );
}
