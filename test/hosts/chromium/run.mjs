/** Entry of the host's process: puts the stand-in for Electron up, then runs the built main as it is. */
import { tsImport } from 'tsx/esm/api';

const { startHost } = await tsImport('./host.ts', import.meta.url);
await import(await startHost());
