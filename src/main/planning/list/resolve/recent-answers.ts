/** The last answers by what was asked, shared by those who ask while it is under way. Failures are not remembered. */
export interface RecentAnswers<T> {
  readonly get: (key: string, read: () => Promise<T>) => Promise<T>;
  readonly forget: (key: string) => void;
}

/** Remembers about `most`; those that nobody asked for the longest are forgotten first. */
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

/**
 * Two maps, and the older one goes as a whole: a `Map` whose oldest entry is deleted each time steps over those that were
 * deleted before it, which took more time than everything else that main did with a line.
 */
export function createRecentMap<T>(most: number): RecentMap<T> {
  const mostNew = Math.max(1, Math.floor(most / 2));
  let recent = new Map<string, T>();
  let older = new Map<string, T>();

  function set(key: string, value: T): void {
    recent.set(key, value);
    if (recent.size <= mostNew) return;
    older = recent;
    recent = new Map([[key, value]]);
  }

  return {
    set,
    get: (key) => {
      const value = recent.get(key);
      if (value !== undefined) return value;
      const before = older.get(key);
      if (before !== undefined) set(key, before);
      return before;
    },
    delete: (key) => {
      recent.delete(key);
      older.delete(key);
    },
  };
}
