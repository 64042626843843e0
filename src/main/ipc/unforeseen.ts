/**
 * A line for the log about an error nobody foresaw: its kind and where it was thrown. Its message stays out, because
 * libraries put addresses, keys and bodies there.
 */
export function describeUnforeseen(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `a thrown ${typeof thrown}`;
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code: unknown = Reflect.get(thrown, 'code');
  const kind = typeof code === 'string' ? `${thrown.name} (${code})` : thrown.name;
  return [kind, ...frames.slice(0, 6).map((line) => line.trim())].join(' ');
}
