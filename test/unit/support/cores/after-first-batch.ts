import type { FakeCore } from './fake-core.ts';

/** Does something once, just after the first batch was carried out. */
export function afterFirstBatch(core: FakeCore, work: () => void): void {
  let isDone = false;
  core.fault = (call, perform) => {
    const answer = perform();
    if (call.name === 'revokeHandles' && !isDone) {
      isDone = true;
      work();
    }
    return answer;
  };
}
