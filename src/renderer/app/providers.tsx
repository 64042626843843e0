import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { defaultSettings } from '../../contract/domain/app.ts';
import { AppInfoContext } from './app-info-context.tsx';
import { appInfoQuery, settingsQuery } from './app-queries.ts';
import { ConnectionsProvider } from './connections-provider.tsx';
import { createQueryClient } from './query-client.ts';
import { SettingsContext } from './settings-context.tsx';
import { shareStyleNonce, styleNonce } from './style-nonce.ts';
import { theme } from './theme.ts';

shareStyleNonce();

function SettingsProvider({ children }: { readonly children: ReactNode }) {
  const settings = useQuery(settingsQuery);
  const info = useQuery(appInfoQuery);
  const system = useColorScheme('light', { getInitialValueInEffect: false });
  const { theme: chosen } = settings.data ?? defaultSettings;
  // Nothing is drawn in the wrong colours first: both answers come from main within milliseconds.
  if (settings.isPending || info.isPending) return null;
  return (
    <SettingsContext value={settings.data ?? defaultSettings}>
      <AppInfoContext value={info.data ?? null}>
        <MantineProvider
          theme={theme}
          forceColorScheme={chosen === 'system' ? system : chosen}
          getStyleNonce={styleNonce}
        >
          {children}
        </MantineProvider>
      </AppInfoContext>
    </SettingsContext>
  );
}

/** Everything that pages need around them. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <SettingsProvider>
        <ConnectionsProvider>{children}</ConnectionsProvider>
      </SettingsProvider>
    </QueryClientProvider>
  );
}
