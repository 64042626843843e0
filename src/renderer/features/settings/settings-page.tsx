import { NumberInput, SegmentedControl, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerLimitsMb, type Settings, type SettingsChange } from '../../../contract/domain/app.ts';
import { isInRange } from '../../../contract/domain/number-range.ts';
import { compilePattern, type PatternFault } from '../../../contract/domain/ticket-pattern.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { useSaveSettings, useSettings } from '../../shared/settings-context.tsx';
import { Page } from '../../ui/page/page.tsx';
import { AuditSettings } from './audit-settings.tsx';
import { EvidenceSetting } from './evidence-setting.tsx';
import { ForwardingSetting } from './forwarding-setting.tsx';
import { LockSetting } from './lock-setting.tsx';
import { Setting, useSavedWhenLeft } from './setting.tsx';
import classes from './settings-page.module.css';

/** Every setting is saved as soon as it is changed. */
export function SettingsPage() {
  const settings = useSettings();
  const save = useSaveSettings();
  const change = (part: SettingsChange) => save.mutate(part);

  return (
    <Page title={text('settings.title')} layout="column">
      <h1>{text('settings.title')}</h1>
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
      <AnswerLimitSetting
        megabytes={settings.answerLimitMb}
        onChange={(answerLimitMb) => change({ answerLimitMb })}
      />
      <OperatorSetting name={settings.operatorName} onChange={(operatorName) => change({ operatorName })} />
      <TicketSetting ticket={settings.ticket} onChange={(ticket) => change({ ticket })} />
      <EvidenceSetting evidence={settings.evidence} onChange={(evidence) => change({ evidence })} />
      <AuditSettings />
      <ForwardingSetting />
      <LockSetting />
      <Setting id="setting-mask" title={text('settings.mask')} about={text('settings.mask.about')}>
        <Switch
          label={text('settings.mask.switch')}
          aria-describedby="setting-mask"
          checked={settings.maskNames}
          onChange={(event) => change({ maskNames: event.currentTarget.checked })}
        />
      </Setting>
      <Setting id="setting-capture" title={text('settings.capture')} about={text('settings.capture.about')}>
        <Switch
          label={text('settings.capture.switch')}
          aria-describedby="setting-capture"
          checked={settings.contentProtection}
          onChange={(event) => change({ contentProtection: event.currentTarget.checked })}
        />
      </Setting>
    </Page>
  );
}

interface AnswerLimitSettingProps {
  readonly megabytes: number;
  readonly onChange: (megabytes: number) => void;
}

/** How much a core may answer at once. Saved when the field is left, or by Enter. */
function AnswerLimitSetting({ megabytes, onChange }: AnswerLimitSettingProps) {
  const [entered, setEntered] = useState<string | number>(megabytes);
  const isAccepted = isInRange(entered, answerLimitsMb);

  function save() {
    if (isInRange(entered, answerLimitsMb) && entered !== megabytes) onChange(entered);
  }
  const leaving = useSavedWhenLeft(save);

  return (
    <Setting id="setting-answer" title={text('settings.answer')} about={text('settings.answer.about')}>
      <NumberInput
        aria-labelledby="setting-answer"
        min={answerLimitsMb.least}
        max={answerLimitsMb.most}
        allowDecimal={false}
        value={entered}
        error={isAccepted ? null : text('settings.answer.fault')}
        onChange={setEntered}
        {...leaving}
      />
    </Setting>
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
  const leaving = useSavedWhenLeft(save);

  return (
    <Setting id="setting-operator" title={text('settings.operator')} about={text('settings.operator.about')}>
      <TextInput
        aria-labelledby="setting-operator"
        maxLength={120}
        spellCheck={false}
        value={entered}
        onChange={(event) => setEntered(event.currentTarget.value)}
        {...leaving}
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
  const leaving = useSavedWhenLeft(saveFormat);

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
          {...leaving}
        />
      </div>
    </Setting>
  );
}

const patternFaults = {
  'look-around': 'settings.ticket.format.look-around',
  'back-reference': 'settings.ticket.format.back-reference',
  syntax: 'settings.ticket.format.fault',
} as const satisfies Record<PatternFault, MessageKey>;

/** What is wrong with a format of tickets; null when it can be used. */
export function patternProblem(pattern: string): string | null {
  const compiled = compilePattern(pattern);
  return compiled.type === 'fault' ? text(patternFaults[compiled.fault]) : null;
}
