import { Radio, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import type { ListFormat, ListSample } from '../../../../contract/domain/planning/list-format.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import classes from './new-list.module.css';
import type { Delimiter } from './use-list-format.ts';
import {
  type ColumnChoice,
  columnChoices,
  columnOf,
  type FormatType,
  withColumn,
} from './use-list-format.ts';

const formatNames: Readonly<Record<FormatType, MessageKey>> = {
  text: 'list.format.text',
  csv: 'list.format.csv',
  'json-lines': 'list.format.json-lines',
};

const guesses: Readonly<Record<FormatType, MessageKey>> = {
  text: 'list.guess.text',
  csv: 'list.guess.csv',
  'json-lines': 'list.guess.json-lines',
};

/** The names of the characters between the columns of a CSV. */
const delimiters: Readonly<Record<Delimiter, MessageKey>> = {
  ',': 'list.delimiter.comma',
  ';': 'list.delimiter.semicolon',
  '\t': 'list.delimiter.tab',
  '|': 'list.delimiter.vertical-bar',
};

const encodings: Readonly<Record<ListSample['encoding'], string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

/** The format that main recognised: "Recognised as CSV, encoded in UTF-8." */
export function formatGuess({ format, encoding }: ListSample): string {
  return text(guesses[format.type], { encoding: encodings[encoding] });
}

interface FormatFieldsProps {
  readonly sample: ListSample;
  readonly format: ListFormat;
  readonly onType: (type: FormatType) => void;
  /** The columns depend on it, so the sample is read again. */
  readonly onDelimiter: (delimiter: Delimiter) => void;
  readonly onFormat: (format: ListFormat) => void;
}

/** The format of the list: as recognised, unless the operator chooses another one. */
export function FormatFields({ sample, format, onType, onDelimiter, onFormat }: FormatFieldsProps) {
  const choices = sample.format.type === format.type ? columnChoices(sample) : [];
  return (
    <section className={classes.format} aria-label={text('list.format.title')}>
      <div className={classes.line}>
        <SegmentedControl
          size="xs"
          aria-label={text('list.format.title')}
          data={optionsOf(formatNames)}
          value={format.type}
          onChange={onType}
        />
        <span className={classes.quiet}>{formatGuess(sample)}</span>
      </div>
      {format.type === 'csv' ? (
        <div className={classes.line}>
          <Select
            label={text('list.delimiter.label')}
            data={optionsOf(delimiters)}
            value={format.delimiter}
            onChange={(delimiter) => delimiter !== null && onDelimiter(delimiter as Delimiter)}
          />
          <Switch
            label={text('list.format.header')}
            checked={format.header}
            onChange={(event) => onFormat({ ...format, header: event.currentTarget.checked })}
          />
        </div>
      ) : null}
      {format.type === 'json-lines' ? (
        <TextInput
          label={text('list.format.path')}
          description={text('list.format.path-description')}
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
          label={text(format.type === 'csv' ? 'list.format.column' : 'list.format.keys')}
          choices={choices}
          value={columnOf(format)}
          onChange={(value) => onFormat(withColumn(format, value))}
        />
      )}
    </section>
  );
}

function optionsOf<Value extends string>(
  names: Readonly<Record<Value, MessageKey>>,
): { value: Value; label: string }[] {
  return (Object.keys(names) as Value[]).map((value) => ({ value, label: text(names[value]) }));
}

interface ColumnPickerProps {
  readonly label: string;
  readonly choices: readonly ColumnChoice[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
}

/** Columns with their first values, by which the operator recognises the right one. */
function ColumnPicker({ label, choices, value, onChange }: ColumnPickerProps) {
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
