export interface Gate {
  /** Waits until it is opened. */
  readonly pass: () => Promise<void>;
  readonly open: () => void;
  /** Resolves when somebody waits. */
  readonly reached: Promise<void>;
}

/** Where work waits until the test lets it go on. */
export function createGate(): Gate {
  let open: () => void = () => undefined;
  let reach: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return {
    open,
    reached,
    pass: () => {
      reach();
      return opened;
    },
  };
}
