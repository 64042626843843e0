import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Problem } from '../ui/problem.tsx';
import { AppInfoContext } from '../shared/app-info-context.tsx';
import { appInfoQuery, settingsQuery } from '../shared/app-queries.ts';
import { ConnectionsProvider } from './connections-provider.tsx';
import { createQueryClient } from './query-client.ts';
import { SettingsContext } from '../shared/settings-context.tsx';
import { shareStyleNonce, styleNonce } from './style-nonce.ts';
import { theme } from './theme.ts';

shareStyleNonce();

function SettingsProvider({ children }: { readonly children: ReactNode }) {
  const settings = useQuery(settingsQuery);
  const info = useQuery(appInfoQuery);
  const system = useColorScheme('light', { getInitialValueInEffect: false });
  // Nothing is drawn in the wrong colours first: both answers come from main within milliseconds.
  if (settings.isPending || info.isPending) return null;
  const chosen = settings.data?.theme ?? 'system';
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={chosen === 'system' ? system : chosen}
      getStyleNonce={styleNonce}
    >
      {settings.data === undefined ? (
        <Problem
          error={settings.error}
          meaning="The settings could not be read."
          onRetry={() => void settings.refetch()}
        />
      ) : (
        <SettingsContext value={settings.data}>
          <AppInfoContext value={info.data ?? null}>{children}</AppInfoContext>
        </SettingsContext>
      )}
    </MantineProvider>
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
