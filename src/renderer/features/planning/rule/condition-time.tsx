import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { TimeInput, timeSpans } from '../../../shared/time/time-input.tsx';
import { toTimeText } from '../../../shared/time/time-text.ts';
import type { ConditionForm } from './condition-fields.ts';

/** What a relative choice says, by the operator that it sets: of times in the past, and of the end of a session. */
const choiceLabels = {
  past: { after: 'rule.time.last', before: 'rule.time.longer-ago' },
  future: { before: 'rule.time.next', after: 'rule.time.later' },
} as const satisfies Readonly<Record<string, Readonly<Record<'after' | 'before', MessageKey>>>>;

interface ConditionTimeProps {
  /** "Condition 2.1". */
  readonly name: string;
  readonly form: ConditionForm;
  readonly onChange: (part: Partial<ConditionForm>) => void;
}

/** The time of a condition. A relative choice sets the operator too. */
export function ConditionTime({ name, form, onChange }: ConditionTimeProps) {
  const { times } = useSettings();
  const isFuture = form.field === 'expires';
  const labels = isFuture ? choiceLabels.future : choiceLabels.past;

  function choose(operator: 'after' | 'before', ms: number) {
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    onChange({ operator, time: toTimeText(isFuture ? now + ms : now - ms, times) });
  }

  return (
    <TimeInput
      name={name}
      value={form.time}
      onChange={(time) => onChange({ time })}
      choices={(Object.keys(labels) as (keyof typeof labels)[]).flatMap((operator) =>
        timeSpans.map(({ label, count, ms }) => ({
          label: text(labels[operator], { span: text(label, { count }) }),
          choose: () => choose(operator, ms),
        })),
      )}
    />
  );
}
