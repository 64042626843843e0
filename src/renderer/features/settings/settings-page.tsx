import { SegmentedControl, Switch, TagsInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Settings } from '../../../contract/domain/app.ts';
import { text } from '../../messages/text.ts';
import { useSaveSettings, useSettings } from '../../shared/settings-context.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import classes from './settings-page.module.css';

/** Every setting is saved as soon as it is changed. */
export function SettingsPage() {
  const settings = useSettings();
  const save = useSaveSettings();
  const change = (part: Partial<Settings>) => save.mutate({ ...settings, ...part });

  return (
    <Page title={text('settings.title')} layout="column">
      <h1>{text('settings.title')}</h1>
      {save.isError ? (
        <Problem
          error={save.error}
          meaning={text('settings.not-saved')}
          onRetry={() => save.variables && save.mutate(save.variables)}
        />
      ) : null}
      <Setting id="setting-theme" title={text('settings.colours')} about={text('settings.colours.about')}>
        <SegmentedControl
          aria-labelledby="setting-theme"
          value={settings.theme}
          onChange={(theme) => change({ theme })}
          data={[
            { value: 'system', label: text('settings.colours.system') },
            { value: 'light', label: text('settings.colours.light') },
            { value: 'dark', label: text('settings.colours.dark') },
          ]}
        />
      </Setting>
      <Setting id="setting-density" title={text('settings.rows')} about={text('settings.rows.about')}>
        <SegmentedControl
          aria-labelledby="setting-density"
          value={settings.density}
          onChange={(density) => change({ density })}
          data={[
            { value: 'dense', label: text('settings.rows.dense') },
            { value: 'comfortable', label: text('settings.rows.comfortable') },
          ]}
        />
      </Setting>
      <Setting id="setting-times" title={text('settings.times')} about={text('settings.times.about')}>
        <SegmentedControl
          aria-labelledby="setting-times"
          value={settings.times}
          onChange={(times) => change({ times })}
          data={[
            { value: 'local', label: text('settings.times.local') },
            { value: 'utc', label: text('settings.times.utc') },
          ]}
        />
      </Setting>
      <Setting id="setting-ip" title={text('settings.ip')} about={text('settings.ip.about')}>
        <TagsInput
          aria-labelledby="setting-ip"
          value={settings.ipKeys}
          maxTags={20}
          splitChars={[',', ' ']}
          onChange={(ipKeys) => ipKeys.length > 0 && change({ ipKeys })}
        />
      </Setting>
      <Setting id="setting-ua" title={text('settings.user-agent')} about={text('settings.user-agent.about')}>
        <TagsInput
          aria-labelledby="setting-ua"
          value={settings.userAgentKeys}
          maxTags={20}
          splitChars={[',', ' ']}
          onChange={(userAgentKeys) => userAgentKeys.length > 0 && change({ userAgentKeys })}
        />
      </Setting>
      <Setting id="setting-own" title={text('settings.own-users')} about={text('settings.own-users.about')}>
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
function Setting({ id, title, about, children }: SettingProps) {
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

/** The name of the operator. Saved when the field is left, or by Enter. */
function OperatorSetting({ name, onChange }: OperatorSettingProps) {
  const [entered, setEntered] = useState(name);
  const trimmed = entered.trim();

  function save() {
    if (trimmed !== name) onChange(trimmed);
  }

  return (
    <Setting id="setting-operator" title={text('settings.operator')} about={text('settings.operator.about')}>
      <TextInput
        aria-labelledby="setting-operator"
        maxLength={120}
        spellCheck={false}
        value={entered}
        onChange={(event) => setEntered(event.currentTarget.value)}
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

/** Whether ending sessions needs a ticket. A format that is not a regular expression is not saved. */
function TicketSetting({ ticket, onChange }: TicketSettingProps) {
  const [pattern, setPattern] = useState(ticket.pattern);
  const problem = patternProblem(pattern);

  function saveFormat() {
    if (problem === null && pattern !== ticket.pattern) onChange({ ...ticket, pattern });
  }

  return (
    <Setting id="setting-ticket" title={text('settings.ticket')} about={text('settings.ticket.about')}>
      <div className={classes.ticket}>
        <Switch
          label={text('settings.ticket.required')}
          aria-describedby="setting-ticket"
          checked={ticket.required}
          onChange={(event) => onChange({ ...ticket, required: event.currentTarget.checked })}
        />
        <TextInput
          label={text('settings.ticket.format')}
          description={text('settings.ticket.format.about')}
          placeholder={text('settings.ticket.format.example')}
          maxLength={200}
          spellCheck={false}
          classNames={{ input: classes.pattern ?? '' }}
          value={pattern}
          error={problem}
          onChange={(event) => setPattern(event.currentTarget.value)}
          onBlur={saveFormat}
          onKeyDown={(event) => {
            if (event.key === 'Enter') saveFormat();
          }}
        />
      </div>
    </Setting>
  );
}

/** The error of a text that is not a regular expression; null when it is one. */
export function patternProblem(pattern: string): string | null {
  try {
    new RegExp(pattern);
    return null;
  } catch {
    return text('settings.ticket.format.fault');
  }
}
