import type { CorePort } from '../../../core/protocol.ts';
import type { CoreCaller } from '../steady-core.ts';

/** For an answer that someone waits for: a call that fails is told at once. */
export function createDirectCore(core: () => CorePort, signal: AbortSignal): CoreCaller {
  return { call: (work) => work(core(), signal, () => undefined) };
}
