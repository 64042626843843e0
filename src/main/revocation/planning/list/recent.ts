/** The last answers by what was asked, shared by those who ask while it is under way. Failures are not kept. */
export interface Recent<T> {
  readonly get: (key: string, read: () => Promise<T>) => Promise<T>;
}

/** Keeps at most `most`; those that nobody asked for the longest make room. */
export function createRecent<T>(most: number): Recent<T> {
  const excluded = new Map<string, Promise<T>>();

  function put(key: string, answer: Promise<T>): Promise<T> {
    // Set anew, it is the newest.
    excluded.delete(key);
    excluded.set(key, answer);
    const [oldest] = excluded.keys();
    if (excluded.size > most && oldest !== undefined) excluded.delete(oldest);
    return answer;
  }

  return {
    get: (key, read) => {
      const known = excluded.get(key);
      if (known) return put(key, known);
      const answer = read();
      answer.catch(() => {
        if (excluded.get(key) === answer) excluded.delete(key);
      });
      return put(key, answer);
    },
  };
}
