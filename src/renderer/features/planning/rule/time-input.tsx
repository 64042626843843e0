import { Button, Menu, TextInput } from '@mantine/core';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/moment.tsx';
import classes from './new-rule.module.css';
import type { ConditionForm } from './rule-tree.ts';
import { toTimeText, zoneOf } from './time-text.ts';

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
