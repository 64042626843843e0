import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { type ReactNode, useState } from 'react';
import { Failure } from '../../contract/failure.ts';
import { text } from '../messages/text.ts';
import { AppInfoContext, appInfoQuery, SettingsContext, settingsQuery } from '../shared/settings-context.tsx';
import { DisplayContext } from '../ui/display-context.tsx';
import { Problem } from '../ui/problem.tsx';
import { ConnectionsProvider } from './connections-provider.tsx';
import { OpenRevocationsProvider } from './open-revocations-provider.tsx';
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
          meaning={text('settings.not-read')}
          onRetry={() => void settings.refetch()}
        />
      ) : (
        <SettingsContext value={settings.data}>
          <DisplayContext value={settings.data}>
            <AppInfoContext value={info.data ?? null}>{children}</AppInfoContext>
          </DisplayContext>
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
        <ConnectionsProvider>
          <OpenRevocationsProvider>{children}</OpenRevocationsProvider>
        </ConnectionsProvider>
      </SettingsProvider>
    </QueryClientProvider>
  );
}

/** Once more, and only what can succeed then. A time-out took its time already: the operator decides. */
function retry(failures: number, error: unknown): boolean {
  return failures < 1 && error instanceof Failure && error.error.retryable && error.error.code !== 'timeout';
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Main is always there, whatever the browser thinks of the network.
      queries: {
        networkMode: 'always',
        retry,
        retryDelay: 400,
        refetchOnWindowFocus: false,
        staleTime: 10_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** What the page's security policy wants on every style element that a script puts in. Main writes it into the page. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** For react-remove-scroll, which dialogs use and which asks the package get-nonce. */
function shareStyleNonce(): void {
  setNonce(styleNonce());
}
