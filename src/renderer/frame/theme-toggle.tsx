import { ActionIcon, useComputedColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useSaveSettings } from '../shared/save-settings.ts';
import { useSettings } from '../shared/settings-context.tsx';

export function ThemeToggle() {
  const settings = useSettings();
  const save = useSaveSettings();
  const shown = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = shown === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Use ${other} colours`}
      title={`Use ${other} colours`}
      onClick={() => save.mutate({ ...settings, theme: other })}
    >
      {shown === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
    </ActionIcon>
  );
}
