import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { LockState } from '../../contract/domain/lock.ts';
import { LockScreen } from '../features/lock/lock-screen.tsx';
import { text } from '../messages/text.ts';
import { useStream } from '../shared/ipc-client.ts';
import { forgetAllEntries } from '../ui/view-state.ts';
import { Providers } from './providers.tsx';
import { router } from './router.tsx';
import { styleNonce } from './style-nonce.ts';
import { theme } from './theme.ts';

export function App() {
  return (
    <LockGate>
      <Providers>
        <RouterProvider router={router} />
      </Providers>
    </LockGate>
  );
}

/**
 * The console, or the lock screen in its place. Main gives a locked window a new document at once, and another one when
 * it was unlocked. What is here keeps this one from showing anything meanwhile.
 */
function LockGate({ children }: { readonly children: ReactNode }) {
  const [lock, setLock] = useState<LockState | null>(null);
  const [wasLocked, setWasLocked] = useState(false);
  const { error } = useStream(
    'lock.watch',
    {},
    {
      onItems: (states) => {
        const newest = states.at(-1);
        if (newest === undefined) return;
        setLock(newest);
        if (newest.state !== 'locked') return;
        setWasLocked(true);
        forgetAllEntries();
      },
    },
  );
  if (lock === null && error === null) return null;
  if (!wasLocked) return children;
  return (
    <LockedProviders>
      {lock?.state === 'locked' ? (
        <LockScreen touchId={lock.touchId} retryAt={lock.retryAt} />
      ) : (
        <p role="status">{text('lock.opening')}</p>
      )}
    </LockedProviders>
  );
}

/** The settings are not to be had while the console is locked. Main tells the browser which colours they ask for. */
function LockedProviders({ children }: { readonly children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { mutations: { networkMode: 'always' } } }),
  );
  const scheme = useColorScheme('light', { getInitialValueInEffect: false });
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} forceColorScheme={scheme} getStyleNonce={styleNonce}>
        {children}
      </MantineProvider>
    </QueryClientProvider>
  );
}
