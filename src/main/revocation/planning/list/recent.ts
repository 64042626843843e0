/** The last answers by what was asked, shared by those who ask while it is under way. Failures are not kept. */
export interface Recent<T> {
  readonly get: (key: string, read: () => Promise<T>) => Promise<T>;
}

/** Keeps at most `most`; those that nobody asked for the longest make room. */
export function createRecent<T>(most: number): Recent<T> {
  const kept = new Map<string, Promise<T>>();

  function put(key: string, answer: Promise<T>): Promise<T> {
    // Set anew, it is the newest.
    kept.delete(key);
    kept.set(key, answer);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return answer;
  }

  return {
    get: (key, read) => {
      const known = kept.get(key);
      if (known) return put(key, known);
      const answer = read();
      answer.catch(() => {
        if (kept.get(key) === answer) kept.delete(key);
      });
      return put(key, answer);
    },
  };
}
