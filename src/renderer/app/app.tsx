import { RouterProvider } from '@tanstack/react-router';
import { LockGate } from './lock-gate.tsx';
import { Providers } from './providers.tsx';
import { router } from './router.tsx';

export function App() {
  return (
    <LockGate>
      <Providers>
        <RouterProvider router={router} />
      </Providers>
    </LockGate>
  );
}
