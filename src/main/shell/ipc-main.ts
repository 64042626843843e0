import { ipcMain } from 'electron';
import { wire } from '../../contract/wire.ts';
import type { IpcServer } from '../ipc/ipc-server.ts';
import { createSenders } from './senders.ts';

/** Puts the server behind Electron's IPC: one channel for each entry of the contract, and the two messages beside. */
export function listenToPages(server: IpcServer): void {
  const senderOf = createSenders();
  for (const channel of server.channels) {
    ipcMain.handle(channel, (event, id: unknown, input: unknown) =>
      server.call(channel, senderOf(event), id, input),
    );
  }
  ipcMain.on(wire.abort, (event, id: unknown) => server.abort(senderOf(event), id));
  ipcMain.on(wire.taken, (event, id: unknown) => server.taken(senderOf(event), id));
}
