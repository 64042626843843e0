import { NumberInput, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { type Settings, sessionsWithPayloads } from '../../../contract/domain/app.ts';
import { isInRange } from '../../../contract/domain/number-range.ts';
import { text } from '../../messages/text.ts';
import { Setting, useSavedWhenLeft } from './setting.tsx';
import classes from './settings-page.module.css';

interface EvidenceSettingProps {
  readonly evidence: Settings['evidence'];
  readonly onChange: (evidence: Settings['evidence']) => void;
}

/** What is stored of sessions before they are ended. The number is saved when its field is left, or by Enter. */
export function EvidenceSetting({ evidence, onChange }: EvidenceSettingProps) {
  const [entered, setEntered] = useState<string | number>(evidence.payloadsUpTo);
  const isAccepted = isInRange(entered, sessionsWithPayloads);

  function save() {
    if (isInRange(entered, sessionsWithPayloads) && entered !== evidence.payloadsUpTo)
      onChange({ ...evidence, payloadsUpTo: entered });
  }
  const leaving = useSavedWhenLeft(save);

  return (
    <Setting id="setting-evidence" title={text('settings.evidence')} about={text('settings.evidence.about')}>
      <div className={classes.ticket}>
        <NumberInput
          label={text('settings.evidence.up-to')}
          description={text('settings.evidence.up-to.about')}
          min={sessionsWithPayloads.least}
          max={sessionsWithPayloads.most}
          allowDecimal={false}
          thousandSeparator=","
          value={entered}
          error={isAccepted ? null : text('settings.evidence.up-to.fault')}
          onChange={setEntered}
          {...leaving}
        />
        <TagsInput
          label={text('settings.evidence.hidden')}
          description={text('settings.evidence.hidden.about')}
          value={evidence.hiddenNames}
          maxTags={200}
          maxLength={60}
          splitChars={[',', ' ']}
          onChange={(names) =>
            onChange({ ...evidence, hiddenNames: names.filter((name) => name.trim().length > 1) })
          }
        />
      </div>
    </Setting>
  );
}
