import type { Signals } from '../../../../src/main/signals/signals-port.ts';

/** A console without signal receivers. */
export const noSignals: Signals = {
  receiversOf: () => [],
  pastReceiversOf: () => [],
  queue: () => Promise.reject(new Error('There is no receiver.')),
  outcomes: async () => [],
  onChange: () => () => undefined,
  forget: async () => undefined,
};
