/** How a core is waited for that does not answer, in milliseconds. */
export interface Backoff {
  /** The first wait; each next one is twice as long, up to `mostMs`. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** After so long the work pauses by itself. */
  readonly pauseAfterMs: number;
}

export const defaultBackoff: Backoff = { firstMs: 500, mostMs: 10_000, pauseAfterMs: 60_000 };
