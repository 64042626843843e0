import { contextBridge, ipcRenderer } from 'electron';
import { createBridge } from './bridge.ts';

/** Names and kinds of all channels, put in by the build: see electron.vite.config.ts. */
declare const __CHANNELS__: Readonly<Record<string, 'call' | 'stream'>>;

contextBridge.exposeInMainWorld('curfew', createBridge(__CHANNELS__, ipcRenderer));
