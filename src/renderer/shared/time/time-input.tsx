import { Button, Menu, TextInput } from '@mantine/core';
import { text } from '../../messages/text.ts';
import { useNow } from '../../ui/values/moment.tsx';
import { useSettings } from '../settings-context.tsx';
import classes from './time-input.module.css';
import { zoneOf } from './time-text.ts';

/** A relative choice: it says what it sets. */
interface TimeChoice {
  readonly label: string;
  readonly choose: () => void;
}

interface TimeInputProps {
  /** "Condition 2.1", "From". */
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: readonly TimeChoice[];
  readonly size?: 'xs' | 'sm';
  /** It is no time, or cannot be used: why. */
  readonly fault?: string | null;
}

/** A time in ISO order and 24 hours, or a relative choice that writes one. */
export function TimeInput({ name, value, onChange, choices, size = 'sm', fault = null }: TimeInputProps) {
  const { times } = useSettings();
  const zone = zoneOf(value, times, useNow());
  return (
    <div className={classes.time}>
      <TextInput
        aria-label={text('formats.time-input.label', { name, zone })}
        placeholder="2026-11-24 14:00"
        className={classes.field}
        size={size}
        autoComplete="off"
        spellCheck={false}
        maxLength={40}
        value={value}
        error={fault}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span className={classes.zone} aria-hidden="true">
        {zone}
      </span>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size={size === 'xs' ? 'compact-xs' : 'compact-sm'}
            variant="default"
            aria-label={text('formats.time-input.relative-of', { name })}
          >
            {text('formats.time-input.relative')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {choices.map(({ label, choose }) => (
            <Menu.Item key={label} onClick={choose}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

const minute = 60_000;

/** Spans of relative choices. */
export const timeSpans = [
  { label: 'formats.span.minutes', count: 15, ms: 15 * minute },
  { label: 'formats.span.hours', count: 1, ms: 60 * minute },
  { label: 'formats.span.hours', count: 2, ms: 120 * minute },
  { label: 'formats.span.hours', count: 24, ms: 24 * 60 * minute },
  { label: 'formats.span.days', count: 7, ms: 7 * 24 * 60 * minute },
  { label: 'formats.span.days', count: 30, ms: 30 * 24 * 60 * minute },
] as const;
