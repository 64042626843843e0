import { Button, Menu, TextInput } from '@mantine/core';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatExactTime } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/moment.tsx';
import classes from './new-rule.module.css';
import type { ConditionForm } from './rule-tree.ts';

const minute = 60_000;

interface Span {
  readonly label: MessageKey;
  readonly count: number;
  readonly ms: number;
}

const spans: readonly Span[] = [
  { label: 'rule.span.minutes', count: 15, ms: 15 * minute },
  { label: 'rule.span.hours', count: 1, ms: 60 * minute },
  { label: 'rule.span.hours', count: 2, ms: 120 * minute },
  { label: 'rule.span.hours', count: 24, ms: 24 * 60 * minute },
  { label: 'rule.span.days', count: 7, ms: 7 * 24 * 60 * minute },
  { label: 'rule.span.days', count: 30, ms: 30 * 24 * 60 * minute },
];

/** What a relative choice says, by the operator that it sets: of times in the past, and of the end of a session. */
const choiceLabels = {
  past: { after: 'rule.time.last', before: 'rule.time.longer-ago' },
  future: { before: 'rule.time.next', after: 'rule.time.later' },
} as const satisfies Readonly<Record<string, Readonly<Record<'after' | 'before', MessageKey>>>>;

interface TimeInputProps {
  /** "Condition 2.1". */
  readonly name: string;
  readonly form: ConditionForm;
  readonly onChange: (part: Partial<ConditionForm>) => void;
}

/** A time in ISO order and 24 hours, or a relative choice that writes one. */
export function TimeInput({ name, form, onChange }: TimeInputProps) {
  const { times } = useSettings();
  const zone = zoneOf(form.time, times, useNow());
  const labels = form.field === 'expires' ? choiceLabels.future : choiceLabels.past;

  function choose(operator: 'after' | 'before', ms: number) {
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    onChange({ operator, time: toTimeText(form.field === 'expires' ? now + ms : now - ms, times) });
  }

  return (
    <div className={classes.time}>
      <TextInput
        aria-label={text('rule.time.label', { name, zone })}
        placeholder="2026-11-24 14:00"
        className={classes.timeText}
        autoComplete="off"
        spellCheck={false}
        maxLength={40}
        value={form.time}
        onChange={(event) => onChange({ time: event.currentTarget.value })}
      />
      <span className={classes.quiet} aria-hidden="true">
        {zone}
      </span>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="compact-sm" variant="default" aria-label={text('rule.time.relative-of', { name })}>
            {text('rule.time.relative')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(labels) as (keyof typeof labels)[]).flatMap((operator) =>
            spans.map(({ label, count, ms }) => (
              <Menu.Item key={`${operator} ${ms}`} onClick={() => choose(operator, ms)}>
                {text(labels[operator], { span: text(label, { count }) })}
              </Menu.Item>
            )),
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

type Times = 'local' | 'utc';

const isoTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\s*(Z|UTC|[+-]\d\d:\d\d)?$/i;

/**
 * A time in ISO order, `2026-11-24 14:00`, in milliseconds since 1970; null when it is no time. A time with an offset (`Z`,
 * `+02:00`) has that offset, another one is in the zone of `times`.
 */
export function parseTime(written: string, times: Times): number | null {
  const [, date = '', time = '', zone] = isoTime.exec(written.trim()) ?? [];
  if (date === '' || time > '24') return null;
  const offset =
    zone === undefined ? (times === 'utc' ? 'Z' : '') : zone.replace(/^UTC$/i, 'Z').toUpperCase();
  const at = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(at) || !isDayOfMonth(date) ? null : at;
}

/** `Date.parse` accepts February 30 as the first days of March. */
function isDayOfMonth(date: string): boolean {
  const at = new Date(`${date}T00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}

/** A time as an operator writes it, in the zone of `times`: `2026-11-24 14:00`, with seconds where there are any. */
export function toTimeText(at: number, times: Times): string {
  const [date = '', time = ''] = formatExactTime(at, times).split(' ');
  return `${date} ${time.replace(/^(\d\d:\d\d):00$/, '$1')}`;
}

/** The zone of a time without an offset: "UTC+1" at that time of the year. */
export function zoneOf(written: string, times: Times, now: number): string {
  if (times === 'utc') return 'UTC';
  return formatExactTime(parseTime(written, times) ?? now, times).split(' ')[2] ?? 'UTC';
}
