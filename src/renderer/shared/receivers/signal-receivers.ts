import { useState } from 'react';
import type { SignalReceiver } from '../../../contract/domain/signals.ts';
import type { AppError } from '../../../contract/errors.ts';
import { useStream } from '../ipc-client.ts';

interface SignalReceivers {
  /** Null: not read yet. */
  readonly receivers: readonly SignalReceiver[] | null;
  /** Why they are not read any more; they were true until then. */
  readonly error: AppError | null;
  readonly retry: () => void;
}

/** The signal receivers of a connection, as they are now. For another connection, mount another caller. */
export function useSignalReceivers(connectionId: string): SignalReceivers {
  const [receivers, setReceivers] = useState<readonly SignalReceiver[] | null>(null);
  const { error, restart } = useStream(
    'signals.watch',
    { connectionId },
    { onItems: (items) => setReceivers((before) => items.at(-1) ?? before) },
  );
  return { receivers, error, retry: restart };
}
