import { SegmentedControl, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Settings } from '../../../contract/domain/app.ts';
import { useSaveSettings } from '../../app/save-settings.ts';
import { useSettings } from '../../app/settings-context.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import classes from './settings-page.module.css';

interface SettingProps {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly children: ReactNode;
}

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
    </Page>
  );
}
