import { strict } from './strict.ts';

/** `powerSaveBlocker`: counted, not passed on to the system. */
export function createPowerSaveBlocker() {
  const started = new Set<number>();
  let lastId = -1;
  const powerSaveBlocker = strict('powerSaveBlocker', {
    start: (_type: 'prevent-app-suspension' | 'prevent-display-sleep') => {
      started.add(++lastId);
      return lastId;
    },
    stop: (id: number) => started.delete(id),
    isStarted: (id: number) => started.has(id),
  });
  return { powerSaveBlocker, blocksSleep: () => started.size > 0 };
}
