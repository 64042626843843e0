/**
 * SQL LIKE: `%` is any run of characters, `_` any one; both sides are expected in lower case. Written out, because
 * a regular expression made of a search text with many `%` can take exponential time.
 */
export function like(value: string, pattern: string): boolean {
  let at = 0;
  let p = 0;
  let lastPercent = -1;
  let resumeAt = 0;
  while (at < value.length) {
    if (pattern[p] === '%') {
      lastPercent = p;
      resumeAt = at;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '_' || pattern[p] === value[at])) {
      p += 1;
      at += 1;
    } else if (lastPercent >= 0) {
      p = lastPercent + 1;
      resumeAt += 1;
      at = resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === '%') p += 1;
  return p === pattern.length;
}
