import { Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../../contract/domain/app.ts';
import { patternProblem } from './pattern-problem.ts';
import { Setting } from './setting.tsx';
import classes from './settings-page.module.css';

interface TicketSettingProps {
  readonly ticket: Settings['ticket'];
  readonly onChange: (ticket: Settings['ticket']) => void;
}

/** Whether ending sessions needs a ticket. A form that is none is not kept. */
export function TicketSetting({ ticket, onChange }: TicketSettingProps) {
  const [pattern, setPattern] = useState(ticket.pattern);
  const problem = patternProblem(pattern);

  function keep() {
    if (problem === null && pattern !== ticket.pattern) onChange({ ...ticket, pattern });
  }

  return (
    <Setting
      id="setting-ticket"
      title="Ticket"
      about="Asked for with each revocation, beside the reason. It stands in the report."
    >
      <div className={classes.ticket}>
        <Switch
          label="Required"
          aria-describedby="setting-ticket"
          checked={ticket.required}
          onChange={(event) => onChange({ ...ticket, required: event.currentTarget.checked })}
        />
        <TextInput
          label="Form"
          description="A regular expression for the whole ticket. Empty: any text will do."
          placeholder="INC-\d+"
          maxLength={200}
          spellCheck={false}
          classNames={{ input: classes.pattern ?? '' }}
          value={pattern}
          error={problem}
          onChange={(event) => setPattern(event.currentTarget.value)}
          onBlur={keep}
          onKeyDown={(event) => {
            if (event.key === 'Enter') keep();
          }}
        />
      </div>
    </Setting>
  );
}
