import { SegmentedControl, TagsInput } from '@mantine/core';
import type { Settings } from '../../../contract/domain/app.ts';
import { useSaveSettings } from '../../shared/save-settings.ts';
import { useSettings } from '../../shared/settings-context.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { OperatorSetting } from './operator-setting.tsx';
import { Setting } from './setting.tsx';
import { TicketSetting } from './ticket-setting.tsx';

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
