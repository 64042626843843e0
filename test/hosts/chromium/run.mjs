/** Entry of the host's process: puts the stand-in for Electron up, then runs the built main as it is. Node itself leaves the types out. */
import { startHost } from './host.ts';

await import(await startHost());
