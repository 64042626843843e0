/**
 * Ids are made by the application and can contain anything: slashes, percent signs, dots alone, emoji. In an address every
 * byte but letters, digits, `-`, `_` and inner dots is written as `~XX`, which no router and no URL parser touches.
 */
export function idToPath(id: string): string {
  // As nearly all ids are: a table makes dozens of addresses in each frame in which it is scrolled.
  if (/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(id)) return id;
  let path = '';
  for (const byte of new TextEncoder().encode(id)) {
    const character = String.fromCharCode(byte);
    const plain = /[A-Za-z0-9_-]/.test(character) || (character === '.' && path !== '');
    path += plain ? character : `~${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return path;
}

/** The reverse. A `~` that no two hexadecimal digits follow is taken as it is. */
export function idFromPath(path: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let at = 0; at < path.length; ) {
    const escaped = /^~([0-9A-F]{2})/i.exec(path.slice(at, at + 3))?.[1];
    if (escaped !== undefined) {
      bytes.push(Number.parseInt(escaped, 16));
      at += 3;
    } else {
      const character = String.fromCodePoint(path.codePointAt(at) ?? 0);
      bytes.push(...encoder.encode(character));
      at += character.length;
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Addresses carry plain texts: `?q=123` is the text 123, not a number in JSON. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const values = Object.entries(search);
  if (values.length === 0) return '';
  const parameters = new URLSearchParams();
  for (const [name, value] of values) {
    if (typeof value === 'string' && value !== '') parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
