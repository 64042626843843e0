const numbers = new Intl.NumberFormat('en-US');

/** `12345` → `12,345`. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `plural(1, 'session')` → `1 session`; `plural(1240, 'session')` → `1,240 sessions`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** `9 ms`, `1.4 s`. */
export function formatElapsed(ms: number): string {
  return ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
