const numbers = new Intl.NumberFormat('en-US');

/** `12345` → `12,345`. */
export function formatCount(value: number): string {
  return numbers.format(value);
}

/** `plural(1, 'session')` → `1 session`; `plural(1240, 'session')` → `1,240 sessions`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
