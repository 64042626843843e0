/** The last answers by what was asked, shared by those who ask while it is under way. Failures are not remembered. */
export interface RecentAnswers<T> {
  readonly get: (key: string, read: () => Promise<T>) => Promise<T>;
  readonly forget: (key: string) => void;
}

/** Remembers at most `most`; those that nobody asked for the longest are forgotten first. */
export function createRecentAnswers<T>(most: number): RecentAnswers<T> {
  const answers = createRecentMap<Promise<T>>(most);
  return {
    get: (key, read) => {
      const known = answers.get(key);
      if (known) return known;
      const answer = read();
      answers.set(key, answer);
      answer.catch(() => {
        if (answers.get(key) === answer) answers.delete(key);
      });
      return answer;
    },
    forget: answers.delete,
  };
}

export interface RecentMap<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
  readonly delete: (key: string) => void;
}

export function createRecentMap<T>(most: number): RecentMap<T> {
  const values = new Map<string, T>();

  function set(key: string, value: T): void {
    // Set again, it is the newest.
    values.delete(key);
    values.set(key, value);
    if (values.size <= most) return;
    const [oldest] = values.keys();
    if (oldest !== undefined) values.delete(oldest);
  }

  return {
    set,
    get: (key) => {
      const value = values.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    delete: (key) => void values.delete(key),
  };
}
