import type { MenuCommand } from '../../contract/domain/app.ts';

export interface MenuCommands {
  readonly send: (command: MenuCommand) => void;
  /** Passes commands on until the signal is aborted; resolves then. */
  readonly follow: (signal: AbortSignal, emit: (command: MenuCommand) => Promise<void>) => Promise<void>;
}

/** From the native menu to whichever page listens. A command that nobody listens for is dropped. */
export function createMenuCommands(): MenuCommands {
  const followers = new Set<(command: MenuCommand) => void>();
  return {
    send: (command) => {
      for (const follower of followers) follower(command);
    },
    follow: (signal, emit) =>
      new Promise((resolve) => {
        const follower = (command: MenuCommand) => void emit(command).catch(() => undefined);
        const leave = () => {
          followers.delete(follower);
          resolve();
        };
        if (signal.aborted) return leave();
        followers.add(follower);
        signal.addEventListener('abort', leave, { once: true });
      }),
  };
}
