import { startLightCore } from './light-core.ts';
import type { LightShape } from './light-sessions.ts';

/** Entry of a process of its own. Gets its shape as JSON in the first argument; answers each message with how many are alive. */
const core = await startLightCore(JSON.parse(process.argv[2] ?? '{}') as LightShape);
process.on('message', () => process.send?.({ alive: core.sessions.alive() }));
process.once('disconnect', () => void core.close());
process.send?.({ uri: core.uri });
