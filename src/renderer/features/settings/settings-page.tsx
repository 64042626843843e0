import { SegmentedControl, Switch, TagsInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Settings } from '../../../contract/domain/app.ts';
import { useSaveSettings, useSettings } from '../../shared/settings-context.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import classes from './settings-page.module.css';

/** Everything takes effect, and is kept, as soon as it is chosen. */
export function SettingsPage() {
  const settings = useSettings();
  const save = useSaveSettings();
  const change = (part: Partial<Settings>) => save.mutate({ ...settings, ...part });

  return (
    <Page title="Settings" layout="column">
      <h1>Settings</h1>
      {save.isError ? (
        <Problem
          error={save.error}
          meaning="The last change was not kept."
          onRetry={() => save.variables && save.mutate(save.variables)}
        />
      ) : null}
      <Setting id="setting-theme" title="Colours" about="Light, dark, or as the system is set.">
        <SegmentedControl
          aria-labelledby="setting-theme"
          value={settings.theme}
          onChange={(theme) => change({ theme })}
          data={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </Setting>
      <Setting id="setting-density" title="Rows" about="How high the rows of tables are.">
        <SegmentedControl
          aria-labelledby="setting-density"
          value={settings.density}
          onChange={(density) => change({ density })}
          data={[
            { value: 'dense', label: 'Dense' },
            { value: 'comfortable', label: 'Comfortable' },
          ]}
        />
      </Setting>
      <Setting
        id="setting-times"
        title="Times"
        about="The zone of exact times. The zone is always named with them."
      >
        <SegmentedControl
          aria-labelledby="setting-times"
          value={settings.times}
          onChange={(times) => change({ times })}
          data={[
            { value: 'local', label: 'Local' },
            { value: 'utc', label: 'UTC' },
          ]}
        />
      </Setting>
      <Setting
        id="setting-ip"
        title="Names of the IP address"
        about="Under which your application writes it into a session's data, most wanted first. A dot goes into an object: device.ip"
      >
        <TagsInput
          aria-labelledby="setting-ip"
          value={settings.ipKeys}
          maxTags={20}
          splitChars={[',', ' ']}
          onChange={(ipKeys) => ipKeys.length > 0 && change({ ipKeys })}
        />
      </Setting>
      <Setting
        id="setting-ua"
        title="Names of the user agent"
        about="The same for the browser or app that signed in. Where no name matches, tables say: not recorded."
      >
        <TagsInput
          aria-labelledby="setting-ua"
          value={settings.userAgentKeys}
          maxTags={20}
          splitChars={[',', ' ']}
          onChange={(userAgentKeys) => userAgentKeys.length > 0 && change({ userAgentKeys })}
        />
      </Setting>
      <Setting
        id="setting-own"
        title="Your own users"
        about="Ids under which you sign in yourself. Before sessions are ended it says how many of them are yours."
      >
        <TagsInput
          aria-labelledby="setting-own"
          value={settings.ownUserIds}
          maxTags={20}
          maxLength={1_024}
          splitChars={[]}
          onChange={(ownUserIds) => change({ ownUserIds })}
        />
      </Setting>
      <OperatorSetting name={settings.operatorName} onChange={(operatorName) => change({ operatorName })} />
      <TicketSetting ticket={settings.ticket} onChange={(ticket) => change({ ticket })} />
    </Page>
  );
}

interface SettingProps {
  /** Names the control: `aria-labelledby`. */
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly children: ReactNode;
}

/** One line of the settings: what it is, and the control. */
export function Setting({ id, title, about, children }: SettingProps) {
  return (
    <div className={classes.setting}>
      <div>
        <div id={id} className={classes.title}>
          {title}
        </div>
        <div className={classes.about}>{about}</div>
      </div>
      <div>{children}</div>
    </div>
  );
}

interface OperatorSettingProps {
  readonly name: string;
  readonly onChange: (name: string) => void;
}

/** Who is at the console. Saved when the field is left, or by Enter. */
export function OperatorSetting({ name, onChange }: OperatorSettingProps) {
  const [text, setText] = useState(name);
  const trimmed = text.trim();

  function save() {
    if (trimmed !== name) onChange(trimmed);
  }

  return (
    <Setting
      id="setting-operator"
      title="Operator"
      about="The name in the reports of revocations that are started here. Empty: the account of the operating system."
    >
      <TextInput
        aria-labelledby="setting-operator"
        maxLength={120}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
        }}
      />
    </Setting>
  );
}

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

/** Why a text is no regular expression, in a sentence; null when it is one. */
export function patternProblem(text: string): string | null {
  try {
    new RegExp(text);
    return null;
  } catch {
    return 'This is no regular expression. It is kept as soon as it is one.';
  }
}
