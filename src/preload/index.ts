import { contextBridge, ipcRenderer } from 'electron';
import { createBridge } from './bridge.ts';

contextBridge.exposeInMainWorld('curfew', createBridge(__CHANNELS__, ipcRenderer));
